"""Asking to be given work: a job, an internship, a placement, a place on a team, paid or not; also vacancies.

How people get hired, what a team looks for and the other's own first job may be asked about, and are not found here.
"""

import re

from apps.guidance.coach.prose import clause_before, is_negated, plain, sentences

_JOB = (
    r"(?:jobs?|internships?|traineeships?|apprenticeships?|placements?|positions?|vacanc(?:y|ies)|openings?|employment|"
    r"co-?ops?|externships?|practicums?|assistantships?|clerkships?|roles?|postings?|fellowships?|work experience)"
)
# Words for work that mean something else in most sentences, and what a course of study asks students to serve.
_PLACE = r"(?:work|spots?|places?|posts?|shifts?|gigs?|hours|seats?|room|contract|something|anything|opportunit(?:y|ies))"
_SERVED = (
    rf"(?:{_JOB}|clinicals?|clinical (?:hours|rotation|year)|rotations?|student teaching|field ?work|field placement|"
    r"service hours|residency|training|thesis)"
)
_TEAM = (
    r"(?:team|company|firm|crew|lab|laboratory|studio|group|staff|office|department|shop|store|clinic|school|agency|organization|"
    r"practice|bank|unit|newsroom|kitchen|hospital|workshop|restaurant|bakery|farm|garden|museum|library|station|precinct|branch|"
    r"business|startup|institute|center|nursery|garage|yard|site|boat|ship|ranch|brewery|theater|paper|magazine|project|program)"
)
_YOU = rf"(?:you|yours|(?:the|this|your) (?:\w+ ){{0,2}}?{_TEAM}|your (?:\w+))"
_WITH_YOU = rf"(?:with|for|at|in|on|under|inside|within|by) {_YOU}\b"
_ADVERBS = (
    r"(?:(?:currently|still|also|really|actively|now|just|desperately|honestly|badly|urgently|very|so|much|therefore|eagerly|"
    r"even|absolutely|definitely|kindly|sincerely|truly|mainly|actually) )*"
)
_STUDENT = r"(?:(?:someone|somebody|a \w+|an \w+|students?|people) like me|me\b|us\b|a (?:beginner|student|sophomore|junior|senior|freshman))"
_HELPERS = (
    r"(?:interns?|apprentices?|trainees?|students?|undergrad\w*|volunteers?|assistants?|helpers?|anyone|somebody|someone|beginners?|"
    r"new (?:people|staff|hires|members)|more people|(?:summer|seasonal|extra|any|some|more) (?:help|hands|staff|workers))"
)
# Once one of these has been said, the words after it are about the job and do not ask for it.
_ABOUT = (
    r"(?!(?:not|never|no|how|what|why|about|hear|learn|understand|know|whether|which|your|his|her|their|he|she|they|who|where|into|if|talk|"
    r"talking|see|discuss|compare|explore|exploring|leave|leaving|quit|changing|chose|choosing|than|research|researching|thinking|"
    r"decide|deciding|you(?! for\b))\b)"
)
_FEW = rf"(?:{_ABOUT}[\w'/&+-]+,? ){{0,7}}?"
_WISH = (
    r"(?:want|need|seeking|seek|search|searching|looking|hunting|hope|hoping|ask|asking|request|requesting|apply|applying|like|love|"
    r"wish|wishing|require|desire|welcome|appreciate|accept)"
)
_DO = r"(?:work|working|intern|interning|join|joining|start|starting|train|apprentice|begin|help out|volunteer|volunteering)"
_AS_HELPER = r"as (?:an? |your )?(?:\w+ )?(?:intern|apprentice|trainee|assistant|helper|cadet|volunteer|employee)\b"
_SOON = (
    r"(?:immediately|right away|at once|now\b|tomorrow|whenever|any ?time|monday|the first|(?:early |mid |late )?(?:may|june|july|"
    r"august|september|january)\b|(?:any|full|part) ?-?(?:day|time)|for free|without pay|unpaid)"
)

_ASKED = (
    r"(?:could|can|would|will|may|might|please|kindly|is it possible|any chance|chance|possible|possibility|give me|get me|find me|offer me|tell me how to|"
    r"my (?:goal|dream|hope|wish|plan|aim|intention)|hope|hoping|glad to|happy to|grateful to|ready to|eager to|want to|like to|love to|wish to|need to|do you|if you)"
)
_IN_TRAINING = r"(?:intern|apprentice|trainee|assistant|helper|employee|new hire|extra hand)"
_MY_WISH = [
    rf"\b{_ASKED}\b {_FEW}(?<!your )(?<!first )(?<!current )(?<!own )(?<!this )(?<!that )(?:an? |any |some |the |my |one |open |paid |unpaid |summer |\w+-time |student |junior )+"
    rf"(?:\w+ )?{_JOB}\b(?! (?:fairs?|market|search\w*|hunt\w*|descriptions?|titles?|interviews?|shadow\w*|you|he|she|they|that you|of|like|matters?|is|was)\b)",
    rf"\b(?:an?|any|some) (?:\w+ )?(?:internship|apprenticeship|placement|traineeship|vacancy|job|position|role) (?:with|for|at|in|on) (?:you\b|your (?:\w+ ){{0,2}}?{_TEAM}\b)",
    r"\b(?:work|anything|something|an? (?:\w+ )?(?:place|spot|role)) for me\b(?! to (?:learn|know|see|read|ask))",
    rf"\b(?:be|become) (?:your (?:next |new )?(?:\w+ )?{_IN_TRAINING}\b|an? (?:\w+ )?{_IN_TRAINING} {_WITH_YOU})",
    rf"(?<!you )(?<!you to )\bjoin(?:ing)? (?:your|the) (?:\w+ ){{0,2}}?(?:team|company|firm|crew|lab|laboratory|staff|organization|studio|practice)\b",
    rf"\bi (?:am |was |would |have been |will be |do |did )?{_ADVERBS}{_WISH}(?: for| of| to)? {_FEW}{_JOB}\b",
    rf"\bi (?:am |was |would be )?{_ADVERBS}(?:in need of|in search of|on the hunt for|after) {_FEW}{_JOB}\b",
    rf"(?:^|, |\band |\bor |\bcurrently |\bactively )(?:am )?(?:seeking|searching for|looking for|hunting for|in need of|in search of|"
    rf"applying for|need|want) {_FEW}{_JOB}\b",
    rf"\bi (?:am |would |do |will )?{_ADVERBS}(?:(?:be )?(?:interested in|eager for|keen on|available for|open to|ready for|excited about)|"
    rf"happy to (?:take|accept)|glad to (?:take|accept))(?: any| an| a| the| all| (?:\w+-)?\w+){{0,4}} {_JOB}\b(?! (?:you|that you|of|as|do|does|like yours))",
    r"\b(?:need|want|find|get|seek|looking for|searching for|search for|after|do) (?:some |any |paid |summer |part[- ]time |full[- ]time )*work\b"
    r"(?! (?:in|on|out|with))",
    rf"\b(?:need|want|like|love|get|have|secure|earn|welcome|appreciate|hoping for|asking for|ask for|looking for|find) (?:\w+ ){{0,3}}?{_PLACE}"
    rf" (?:with|for|at|in|on|under|within) (?:you\b|(?:the|this|your) (?:\w+ ){{0,2}}?{_TEAM}\b)",
    rf"\bi (?:would |will |am |can |could )?{_ADVERBS}(?:like|love|want|hope|hoping|wish|ready|eager|available|able|keen|happy|excited|glad|"
    rf"thrilled|be \w+|interested|can|could|dream)(?: (?:to|of|in|be|able|the|a|chance|opportunity))* (?:come )?{_DO}\b(?: \w+){{0,4}}? ?(?:{_WITH_YOU}|{_AS_HELPER})",
    rf"\b(?:chance|opportunity|possibility|possible|dream|goal|wish|honor|permission|able|ready|like|love|want|hope|eager) (?:is )?(?:to|of) (?:come )?"
    rf"(?:{_DO}|interning|working|training)\b(?: \w+){{0,3}}? ?(?:{_WITH_YOU}|{_AS_HELPER})",
    rf"\b(?:like|love|want|hope|eager|ready|wish|thrilled|glad|happy) to (?:join|be part of|become part of|be on|come aboard|come on board|sign on)\b"
    rf"(?: you\b|(?= (?:as|at|with|for)\b))",
    rf"\b(?:can|could|may|might|when can|how soon can|would like to|want to|hope to|hoping to|wish to|love to) (?:i )?{_ADVERBS}(?:do|complete|serve|carry out|"
    rf"spend|fulfill|have|begin|start) (?:my|an?|the) (?:[\w-]+ ){{0,3}}?{_SERVED} {_WITH_YOU}",
    rf"\b(?:can|could|may|might|when can|how soon can) i (?:please |maybe |also |possibly |perhaps )?(?:come )?(?:work (?!around)|intern|start working|"
    rf"join (?:your|the) (?:\w+ ){{0,2}}?{_TEAM}|help out|apprentice|volunteer|train (?:with|under))",
    rf"\bi (?:can|could|am (?:ready|available|able|free|happy) to|would|am ready to) (?:start|begin|work)(?: working)? (?:on |from |in |as early as |"
    rf"as soon as )?{_SOON}",
    r"\bi (?:would |will )?(?:even |gladly |happily )?(?:work|help|start|come) (?:\w+ ){0,3}(?:for free|without pay|unpaid)\b",
    r"\bi (?:would |want to |hope to |am hoping to |wish to )?(?:also |really |very much )*(?:like to |love to )?(?:also )?be (?:hired|employed|taken on|"
    rf"recruited|considered (?:for|as)|part of your {_TEAM})\b",
    rf"\bto be (?:employed|hired|taken on|recruited) {_WITH_YOU}",
    rf"\bhow (?:can|could|do|would|might|may) i (?:best )?(?:get|land|obtain|secure|apply for|have) (?:\w+ ){{0,4}}?(?:one|{_JOB}|{_PLACE}|hired) {_WITH_YOU}",
    rf"\b(?:getting|landing|finding|obtaining|applying for|apply for|chances? (?:of|for|at)|shot at|possibility of|hope of|hopes of) {_FEW}{_JOB} {_WITH_YOU}",
    rf"\bmy (?:application|candidacy|resume|cv) (?:for|to) {_FEW}(?:{_JOB}|your {_TEAM})\b",
    rf"\bsign (?:an? |the )?contract {_WITH_YOU}",
    r"\bon the job market\b",
]
_YOUR_GIFT = [
    rf"\b(?:give|offer|get|find|provide|arrange|organize|secure|land|grant|reserve|help|set|hook)(?: me| us)(?: up| to)?(?: with| out with| get| find|"
    rf" land| secure| into| in)* {_FEW}(?:{_JOB}|spots?|work|shifts?|hired)\b(?! (?:out|on my|on the)\b)",
    rf"\b(?:give|offer|grant|save) me (?:\w+ ){{0,3}}?{_PLACE} {_WITH_YOU}",
    rf"(?<!anyone )(?<!people )(?<!employers )(?<!companies )(?<!they )(?<!who )\b(?:hire|hiring|employ|employing|recruit|recruiting|take on|taking on) {_STUDENT}",
    rf"\b(?:can|could|would|will|might|may|please|to|you|maybe|and|gladly|or|consider|studio|lab|team|company) tak(?:e|ing) {_STUDENT}"
    r"(?:$|[?.!,]| (?:on\b|in(?:to)? (?:your|the|as)\b|as\b|at (?:your|the)\b|for the (?:summer|winter|season|year)|with you\b|under your wing\b|aboard|"
    r"onto|there|please|if|too|this (?:summer|winter|fall|spring)|from|without|even))",
    rf"\b(?:accept|have|bring|add|welcome|place|put|keep|want|need|use) {_STUDENT} (?:on|onto|in|into|as|aboard|at) (?:board\b|an? (?:\w+ ){{0,2}}(?:intern|"
    rf"apprentice|trainee|assistant|volunteer|helper|employee|cadet)|(?:you|ur|your|the) (?:\w+ ){{0,2}}?(?:{_TEAM}|payroll|roster|schedule|position|role))",
    r"\b(?:can|could|would) (?:you|your \w+|they) (?:use|need) me\b(?! (?:as a reference|for an interview))",
    rf"\b(?:consider|considering|keep|remember|think of|contact|call|have|notify|tell) me (?:in mind )?(?:\w+ ){{0,2}}?(?:for|if|when|as|should)\b[^.!?]{{0,40}}\b"
    rf"(?:{_JOB}|intern|opens?|opening|hir(?:e|ing)|something|anything|spot|team|comes up|available)\b",
    rf"\blet me (?:\w+ )?(?:work|intern|join (?:your|the) (?:\w+ )?{_TEAM}|train|apprentice|volunteer|help out|start (?:working|with|at|as|in))\b",
    r"\bget (?:me hired|hired (?:by|at|with) you\b|my foot in the door|a foot in the door|me in(?:to your|to the| at| with| there)\b)",
    r"\bbe my (?:boss|employer)\b|\btry me out\b",
    rf"\bmake me (?:your|an?|the) (?:\w+ )?{_IN_TRAINING}\b",
    rf"\bgive me (?:an?|the|one) (?:\w+ )?(?:chance|try|shot|trial|start) (?:to (?:prove|work|show)|{_WITH_YOU})",
    r"\b(?:give|offer|grant|save|get|find|land) me (?:\w+ ){0,3}?(?:gigs?|spots?|shifts?|seats?) (?:on|at|in|with)\b",
    r"\bconsider(?:ed|ing)? me (?:for|as) (?!(?:an? |the )?(?:\w+ )?(?:call|conversation|talk|chat|interview|meeting)\b)",
]
_VACANCIES = [
    r"\b(?:short of (?:hands|people|staff)|short-?staffed|short-?handed|understaffed)\b",
    rf"\b(?:any chance|do|does|if|whether|would) (?:\w+ ){{1,3}}?(?:needs?|could use|wants?|looking for) (?:an? |another |one more |some )?(?:\w+ )?(?:{_IN_TRAINING}s?|interns)\b",
    rf"\b(?:are|is|were|will|would|might|could|if) there (?:be |is |are )?(?:\w+ ){{0,6}}?{_JOB}\b(?! (?:you|titles?|that you))",
    rf"\b(?:is|are|would|if|might) there (?:be |is |are )?(?:\w+ ){{0,4}}?{_PLACE} (?:for (?:me|a student|an intern|someone like me)|{_WITH_YOU})",
    r"\b(?:are|is|if|whether|when) (?:you|they|your \w+|your \w+ \w+|the \w+)(?: guys| people)?(?: are| is)?(?: currently| now| still| also| ever| presently)?"
    rf" (?:hiring|recruiting|(?:taking(?: on)?|accepting|in need of) (?:on )?(?:{_HELPERS}|applica\w+|people)|looking (?:for (?:{_HELPERS}|people|help|an? \w+|new)|to hire))",
    rf"(?:^|\bwhen |\bif |\bwhether |\band |\bor |, )(?:do|does|will|would) (?:you|they|your \w+|your \w+ \w+)(?: guys)? (?:start |begin |still |ever |also |sometimes )*"
    rf"(?:hire|hiring|take|take on|taking on|recruit|recruiting|accept|accepting) (?:on )?(?:\w+ )?{_HELPERS}",
    rf"\b(?:do|does|if|whether|would|might|may|could) (?:you|they|your \w+|your \w+ \w+|the \w+)(?: guys)?(?: currently| also| still| happen to| ever| might| may)*"
    rf" (?:have|has|know of|know about|need|needs|offer|offers|see|hear of|hear about|got|get|want|use)(?: of)? (?!(?:\w+ )?(?:a moment|time|minutes))(?:\w+ ){{0,5}}?"
    rf"(?:{_JOB}|interns?|(?:an? )?extra (?:pair of )?hands?|another pair of hands|work for me|(?:spots?|room) (?:open|free|for (?:me|one more|another|an? \w+)))\b(?! (?:you|that you|do you|like yours))",
    r"\b(?:do|does|if|would) (?:you|your \w+) (?:ever |still |currently |also )*(?:need|want|use) (?:some |any )?(?:someone (?:to|for|who)|anyone|somebody|help\b(?! (?:with|from) (?:the|this|my|scheduling))|"
    r"a hand|an? (?:\w+ )?(?:assistant|helper|volunteer|apprentice))",
    r"\b(?:if|when|should|in case) (?:anything|something|an? (?:\w+ ){0,2}(?:spot|place|job|position|role|seat|post|internship)|one|there) (?:ever |should |does )?(?:to )?"
    r"(?:opens?|comes?|becomes?|frees?|is|turns) ?(?:up|available|free|open)\b",
    rf"\b(?:any|current|available|open|upcoming|paid|suitable) (?:\w+ ){{0,2}}?(?:openings?|vacanc\w+|positions?|internships?|jobs|roles?)\b(?! (?:you|that you|have you|did you|do you|like))",
    rf"\b(?:{_JOB}|which ones?)\b[^.!?,]{{0,30}}\b(?:i (?:can|could|may|might) (?:have|fill|take|get|do)|(?:you|your \w+) (?:can|could|might|may|would|have) ?(?:be able to )?"
    r"(?:offer|give|for)(?: me)?\b|for me\b)",
]
_PATTERNS = [(kind, re.compile(pattern)) for kind, patterns in enumerate((_MY_WISH, _YOUR_GIFT, _VACANCIES)) for pattern in patterns]

_SOMEDAY = re.compile(
    r"^[^.!?]{0,40}\b(?:one day|someday|some day|eventually|down the road|in the long run|in the future|like (?:yours|that|this)|"
    r"where (?:i|you|people|one) (?:can|could)|that (?:lets|is|does|involves|pays|makes|has)|afterwards)\b"
)
# They tell what has been.
_TOLD = re.compile(r"\b(?:when|since|after|before|because|who|until) (?:\w+ ){0,2}$|\b(?:he|she|they|nobody|no one|no-one|did you|my \w+) (?:\w+ )?$")
_WONDERING = re.compile(r"\b(?:spent|was|were|after|while|of|years|months|tired of|what made you|how (?:did )?you|you|(?:hear|learn|know|curious|ask|wonder\w*)(?: you)? about|recommend|advise|suggest) (?:\w+ ){0,3}$|\b(?:whether|decid\w+|consider\w*|thinking|unsure|torn) (?:\w+ ){0,3}(?:to|about|of|whether)? ?(?:\w+ )?$")


def job_ask(text: str) -> str:
    """The sentence of `text` that asks for work, in small letters; empty where none does."""
    for sentence in sentences(plain(text)):
        for kind, pattern in _PATTERNS:
            for found in pattern.finditer(sentence):
                if not is_negated(sentence, found.start()) and not _is_background(sentence, found, kind):
                    return sentence
    return ""


def _is_background(sentence: str, found: re.Match[str], kind: int) -> bool:
    before = clause_before(sentence, found.start())
    if kind == 0:
        return bool(_SOMEDAY.search(sentence[found.end() :]) or _WONDERING.search(before))
    return kind == 1 and bool(_TOLD.search(before))
