"""Asking to be given work: a job, an internship, a placement, a place on a team, paid or not; also vacancies.

How people get hired, what a team looks for and the other's own first job may be asked about, and are not found here.
"""

import re

from apps.guidance.coach.prose import clause_before, is_negated, plain, sentences

_JOB = (
    r"(?:jobs?|internships?|traineeships?|apprenticeships?|placements?|positions?|vacanc(?:y|ies)|openings?|employment|"
    r"co-?ops?|externships?|practicums?|assistantships?|clerkships?|roles?|posting|fellowships?|work experience)"
)
# Words for work that mean something else in most sentences.
_PLACE = r"(?:work|spots?|places?|posts?|shifts?|gigs?|hours|seats?|room|contract|something|anything)"
_WITH_YOU = (
    r"(?:with|for|at|in|on|under|inside|within) (?:you|yours?|(?:the|this|your) (?:\w+ ){0,2}?(?:team|company|firm|crew|lab|laboratory|studio|"
    r"group|staff|office|department|shop|store|clinic|school|agency|organization|practice|bank|unit|newsroom|kitchen|hospital))\b"
)
# Once one of these has been said, the words after it are about the job and do not ask for it.
_ABOUT = (
    r"(?!(?:how|what|why|about|hear|learn|understand|know|whether|which|your|his|her|their|he|she|they|who|where|into|if|talk|talking|see|"
    r"discuss|compare|explore|exploring|leave|leaving|quit|changing|chose|choosing|than|research|researching|thinking|you(?! for\b))\b)"
)
_FEW = rf"(?: {_ABOUT}[\w'/&+-]+){{0,7}}?"
_ADVERBS = r"(?: (?:currently|still|also|really|actively|now|just|desperately|honestly|badly|urgently|very|so|much|therefore|eagerly|kindly|even))*"
_SOMEDAY = re.compile(
    r"^[^.!?]{0,40}\b(?:one day|someday|some day|eventually|down the road|in the long run|in the future|like (?:yours|that|this)|"
    r"where (?:i|you|people|one) (?:can|could)|that (?:lets|is|does|involves|pays|makes|has)|afterwards)\b"
)

_MY_WISH = [
    # I am looking for, want, need, would like, apply for ... a job
    re.compile(
        rf"\bi (?:am |was |would |have been |will be |do |did )?{_ADVERBS.strip()} ?(?:want|need|seeking|seek|search|searching|looking|hunting|hope|hoping|"
        rf"ask|asking|request|requesting|apply|applying|like|love|wish|wishing|in need|in search|on the hunt|require|after|desire)\b(?: for| of| to)?"
        rf"{_FEW} {_JOB}\b"
    ),
    re.compile(
        rf"(?:^|, |\band |\bor )(?:am |currently |now |actively )*(?:seeking|searching for|looking for|hunting for|in need of|in search of|applying for)"
        rf"{_FEW} {_JOB}\b"
    ),
    re.compile(
        rf"\bi (?:am |would |do |will )?{_ADVERBS.strip()} ?(?:interested in|eager for|keen on|available for|open to|ready for|happy to (?:take|accept)|"
        rf"excited about|glad to (?:take|accept))(?: any| an| a| the| your| all| (?:\w+-)?\w+){{0,4}} {_JOB}\b"
        r"(?! (?:you|that you|in your|do|does|of your|like yours))"
    ),
    re.compile(rf"\b(?:need|want|find|get|seek|looking for|searching for|search for|after|do) (?:some |any |paid |summer |part[- ]time |full[- ]time )*work\b(?! (?:in|on|out|with))"),
    re.compile(rf"\b(?:need|want|like|love|get|have|secure|earn|hoping for|asking for|ask for|looking for|find) (?:\w+ ){{0,3}}?{_PLACE} {_WITH_YOU}"),
    # I would like to work for you, to join your team
    re.compile(
        r"\bi (?:would |will |am |can |could )?(?:also |really |so |very |much |just )*(?:like|love|want|hope|hoping|wish|ready|eager|available|able|keen|happy|"
        r"excited|interested|dream(?:ing)?|can|could)(?: (?:to|of|in|be|able))* (?:come )?(?:work|working|intern|interning|join|joining|start|starting|train|apprentice|"
        rf"begin|help out|volunteer|volunteering|be part|become part|be an? (?:\w+ )?(?:intern|apprentice|trainee|assistant))\b(?: \w+){{0,4}}? ?(?:{_WITH_YOU}|as an? (?:\w+ )?"
        r"(?:intern|apprentice|trainee|assistant|helper|cadet|volunteer)\b)"
    ),
    re.compile(r"\b(?:like|love|want|hope|eager|ready|wish) to (?:join|be part of|become part of|be on) (?:you|(?:your|the) (?:\w+ ){0,2}?(?:team|company|firm|crew|lab|staff|group|department|organization|studio|practice))\b"),
    re.compile(r"\b(?:can|could|may|might|when can|how soon can) i (?:please |maybe |also |possibly |perhaps )?(?:come )?(?:work|intern|start working|join your (?:team|company|firm|crew|lab|staff|studio)|help out|apprentice|volunteer)\b"),
    re.compile(r"\bi (?:can|could|am (?:ready|available|able|free|happy) to|would|am ready to) (?:start|begin|work)(?: working)? (?:on |from |in |as early as |as soon as )?(?:immediately|right away|at once|now\b|tomorrow|whenever|any ?time|monday|the first|(?:early |mid |late )?(?:may|june|july|august|september|january)\b|(?:any|full|part) ?-?(?:day|time)|for free|without pay|unpaid)"),
    re.compile(r"\bi (?:would |will )?(?:even )?(?:work|help|start|come) (?:\w+ ){0,3}(?:for free|without pay|unpaid)\b"),
    re.compile(r"\bi (?:would |want to |hope to |am hoping to |wish to )?(?:also |really |very much )*(?:like to |love to )?(?:also )?be (?:hired|employed|taken on|recruited|considered (?:for|as)|part of your (?:team|crew|staff|company))\b"),
    re.compile(rf"\bhow (?:can|could|do|would|might|may) i (?:best )?(?:get|land|obtain|secure|apply for|have) (?:\w+ ){{0,4}}?(?:one|{_JOB}|{_PLACE}|hired) {_WITH_YOU}"),
    re.compile(rf"\bmy (?:application|candidacy|candidature) (?:for|to)\b.{{0,40}}\b(?:{_JOB}|your (?:team|company|firm|lab|program))\b"),
]
_YOUR_GIFT = [
    # give, offer, find ... me a job
    re.compile(rf"\b(?:give|offer|get|find|provide|arrange|organize|organise|secure|land|grant|reserve|help|set|hook)(?: me| us)(?: up| to)?(?: with| out with| get| find| land| into| in)*{_FEW} (?:{_JOB}|spots?|work|shifts?|hired)\b(?! (?:out|on my|on the)\b)"),
    re.compile(rf"\b(?:give|offer|grant|save) me (?:\w+ ){{0,3}}?{_PLACE} {_WITH_YOU}"),
    # take me on, hire me, consider me for
    re.compile(r"(?<!anyone )(?<!people )(?<!employers )(?<!companies )(?<!they )(?<!who )\b(?:hire|employ|recruit) (?:me|us|someone like me|a student like me)\b"),
    re.compile(
        r"\b(?:can|could|would|will|might|may|please|to|you|maybe|and|gladly|or) take (?:me|us|someone like me|a beginner|a student)(?:$|[?.!,]| (?:on\b|in(?:to)? (?:your|the|as)\b|as\b|at (?:your|the)\b|"
        r"for the (?:summer|winter|season|year)|with you\b|under your wing\b|aboard|onto|there|please|if|too|this (?:summer|winter|fall|spring)|from|without|even))"
    ),
    re.compile(r"\b(?:accept|have|use|bring|add|welcome|place|put|keep|want|need) (?:me|someone like me) (?:on|onto|in|into|as|aboard|at) (?:board\b|an? (?:\w+ ){0,2}(?:intern|apprentice|trainee|assistant|volunteer|helper|employee|cadet)|(?:your|the) (?:\w+ ){0,2}?(?:team|crew|staff|lab|laboratory|company|firm|shop|studio|payroll|group|program|department|roster|schedule|position|role))"),
    re.compile(rf"\b(?:consider|considering|keep|remember|think of|contact|call|have) me (?:in mind )?(?:\w+ ){{0,2}}?(?:for|if|when|as|should)\b[^.!?]{{0,40}}\b(?:{_JOB}|intern|opens?|opening|hir(?:e|ing)|something|anything|spot|team|comes up|available)\b"),
    re.compile(r"\blet me (?:\w+ )?(?:work|intern|join your|start|train|apprentice|volunteer|help out) ?(?:with|for|at|in|on|under|as|there|your)?\b(?! know)"),
    re.compile(r"\bget (?:me )?(?:hired|a foot in the door|my foot in the door|me in(?:to your|to the| at| with| there)\b)"),
    re.compile(r"\b(?:my foot in the door|be my (?:boss|employer))\b"),
]
_VACANCIES = [
    re.compile(rf"\b(?:are|is|were|will|would|might|could|if) there (?:be |is |are )?(?:\w+ ){{0,5}}?{_JOB}\b(?! (?:you|titles?|that you))"),
    re.compile(rf"\b(?:is|are|would|if|might) there (?:be |is |are )?(?:\w+ ){{0,4}}?{_PLACE} (?:for (?:me|a student|an intern|someone like me)|{_WITH_YOU})"),
    re.compile(r"\b(?:are|is|if|whether) (?:you|they|your \w+|your \w+ \w+|the (?:team|company|firm))(?: guys| people)?(?: are| is)?(?: currently| now| still| also| ever| presently)? (?:hiring|recruiting|taking (?:on )?(?:interns?|apprentices?|trainees?|students?|people|volunteers?|anyone)|accepting (?:interns?|applications?|applicants?)|looking (?:for (?:interns?|people|help|someone|an? \w+|new)|to hire))\b"),
    re.compile(rf"\b(?:do|does|if|whether|would|might) (?:you|they|your \w+|your \w+ \w+|the (?:team|company|firm))(?: guys)?(?: currently| also| still| happen to| ever)* (?:have|has|know of|know about|need|needs|offer|offers|see|hear of|hear about|got|get)(?: of)?(?: \w+){{0,5}}? (?:{_JOB}|interns?|an extra (?:pair of )?hands?|work for me|spots? (?:open|free|for me))\b(?! (?:you|that you|do you|like yours))"),
    re.compile(r"\b(?:if|when|should|in case) (?:anything|something|a (?:\w+ ){0,2}(?:spot|place|job|position|role|seat|post|internship)|one|there) (?:ever |should |does )?(?:opens?|comes?|becomes?|frees?|is|turns) ?(?:up|available|free|open)\b"),
    re.compile(rf"\b(?:any|current|available|open|upcoming) (?:\w+ ){{0,2}}?(?:openings|vacancies|vacancy|positions|internships|jobs|roles)\b(?! (?:you|that you|have you|did you|do you|like))"),
    re.compile(rf"\b(?:{_JOB}|which ones?)\b[^.!?,]{{0,30}}\b(?:i (?:can|could|may|might) (?:have|fill|take|get|do)|(?:you|your \w+) (?:can|could|might|may|would|have) ?(?:be able to )?(?:offer|give|for)(?: me)?\b|for me\b)"),
]
# They tell what has been, or ask how it goes for anyone.
_TOLD = re.compile(r"\b(?:when|since|after|before|because|that|who|until|until) (?:\w+ ){0,2}$|\b(?:he|she|they|nobody|no one|no-one|my \w+) (?:\w+ )?$")


def job_ask(text: str) -> str:
    """The sentence of `text` that asks for work, in small letters; empty where none does."""
    for sentence in sentences(plain(text)):
        for pattern in (*_MY_WISH, *_YOUR_GIFT, *_VACANCIES):
            for found in pattern.finditer(sentence):
                if not is_negated(sentence, found.start()) and not _is_background(sentence, found, pattern):
                    return sentence
    return ""


def _is_background(sentence: str, found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    if pattern in _MY_WISH:
        return bool(_SOMEDAY.search(sentence[found.end() :]))
    if pattern in _VACANCIES:
        return False
    return bool(_TOLD.search(clause_before(sentence, found.start())))
