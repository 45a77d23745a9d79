"""Asking for work done for the writer: reading over, passing on, recommending, calling someone, finding out.

Names of people, a story, advice and being put in touch with people to talk to are no favor in this sense.
"""

import re
from enum import StrEnum

from apps.guidance.coach.prose import is_negated, plain, sentences


class Favor(StrEnum):
    """What kind of work is asked for."""

    REVIEW = "review"
    PASS_ON = "pass_on"
    RECOMMEND = "recommend"
    INTRODUCE = "introduce"
    ERRAND = "errand"
    FIND_OUT = "find_out"


_PAPER = (
    r"(?:resume|resumes|cv|curriculum vitae|c\.v|cover letters?|essays?|portfolio|statement|application|applications|script|screenplay|reel|demo|drafts?|"
    r"thesis|code|paper|papers|manuscript|letter|homework|assignment|project|profile|website|blog|sample|samples|proposal|transcript|"
    r"lesson plans?|designs?|drawings?|plans?|poems?|songs?|story|stories|chapter|chapters|presentation|slides|pitch|business plan|"
    r"work|account|page|app|film|video|photos|pictures|recording|mixtape|writing|articles?|documents?|file|pdf|spreadsheet|budget|form|forms)"
)
# What the person has to read or answer in any case.
_OF_THE_TALK = (
    r"(?:message|e-?mail|mail|note|request|questions?|mind|name|calendar|availability|schedule|number|situation|background|invitation|call|english|"
    r"text|linkedin request|posts?|apology|thanks)"
)
_MINE = rf"(?:my|our|this|the attached|attached) (?!(?:\w+ )?{_OF_THE_TALK}\b)(?:[\w-]+ ){{0,3}}?"
_READ = (
    r"(?:review|read|proofread|proof-read|edit|correct|fix|mark|critique|polish|revise|rate|evaluate|assess|grade|improve|rewrite|check|"
    r"look|glance|go|listen|watch|test|comment|tweak|format|translate|sign|complete|finish)"
)
_PEOPLE_WHO_HIRE = (
    r"(?:hr\b|human resources|personnel|recruit\w*|hiring|talent|boss|your (?:\w+ )?(?:managers?|supervisor|director|chief|partners?|employer|company|firm|ceo|department head)|"
    r"(?:the|a|any) (?:\w+ )?managers?|who(?:ever)? (?:does|do|is|are|decides?|hires?|picks|makes)[\w ]*|admissions?|head of|decision makers?|the (?:job|position|role|internship))"
)
_SOMEONE = (
    r"(?:hr\b|human resources|(?:your |the |their |my |our )?(?:\w+ ){0,2}?(?:personnel|boss|managers?|supervisor|recruiters?|recruiting|hiring|registrar|admissions?|office|"
    r"colleagues?|coworkers?|team|friends?|professor|dean|landlord|department|company|school|secretary|assistant|principal|director|payroll|desk|bursar|"
    r"people|someone|somebody|contacts?|clients?|staff|partners?|neighbors?|network))"
)

_ACTS: list[tuple[Favor, str]] = [
    (Favor.REVIEW, rf"{_READ}(?: (?:over|through|at|to|up|on|into|with|carefully|quickly))* {_MINE}(?:{_PAPER}\b|\w+)"),
    (Favor.REVIEW, rf"(?:mark|look|read|check|go|fix|edit|correct|proofread|review|critique|touch) (?:it|them|this|these|that|those) ?(?:up|over|through)?\b(?! (?:for|with) (?:you|your))"),
    (
        Favor.REVIEW,
        rf"(?:have|take|give|cast|run|do)(?: me| it| them)? (?:a |an |your |some |any |one )?(?:[\w-]+ ){{0,3}}?(?:look|glance|read|eye|eyes|pass|feedback|comments?|notes|critique|opinion|edits?|corrections|review|pointers|suggestions|tips)"
        rf" (?:at|on|over|to|about|of|for|through|with) (?:{_MINE}(?:{_PAPER}\b|\w+)|(?:it|them)\b)",
    ),
    (Favor.REVIEW, rf"(?:write|put|leave|send|give|tell|note|jot)(?: me| down)*(?: down)? (?:your |some |any |the )?(?:\w+ )?(?:comments?|corrections|edits|feedback|notes|what (?:to|i (?:should|could|can|must)) (?:improve|change|fix|cut|add|rewrite)|what(?:ever)? is wrong)"),
    (Favor.REVIEW, r"help(?: me)?(?: out)?(?: to)?(?: (?:with|on|improve|fix|edit|write|rewrite|polish|prepare|finish|do|complete|draft|fill(?: out| in)?))+ (?:my|our|an?|the) (?:[\w-]+ ){0,3}?" + _PAPER + r"\b"),
    (Favor.REVIEW, rf"(?:give|take|have) {_MINE}(?:{_PAPER}|\w+) an? (?:\w+ )?(?:look|read|once-over|edit|review|glance|polish|check|listen|test)"),
    (Favor.REVIEW, r"let me know (?:what|which|where|how)[^.!?]{0,40}\b(?:improve|change|cut|fix|add|rewrite|wrong|weak|edit|better|missing)\b"),
    (Favor.REVIEW, r"(?:do|write|finish|complete|solve|fill in|fill out|sign|code|design|build|draft) (?:my|our) \w+"),
    (Favor.PASS_ON, rf"(?:forward|pass|hand|send|share|submit|show|put|drop|slip|circulate|bring|get|deliver|give|take|distribute|e-?mail|leave|recommend) (?:{_MINE}(?:{_PAPER}|name|details|info|information|contact|materials|stuff)|it|them|this|the attached)\b(?: \w+)? (?:to|on|along|around|in front|into|up|with|over to|onto|among|out)\b(?! (?:me|us)\b)"),
    (Favor.PASS_ON, rf"(?:forward|pass on|pass along|circulate|submit|distribute|hand in|spread) (?:{_MINE}(?:{_PAPER}|name|details|info|contact|materials)\b|it\b|them\b)"),
    (Favor.PASS_ON, rf"(?:mention|drop|bring up|give|pass) (?:me|my name) (?:to|with|up|in) (?:the |your |any )?{_PEOPLE_WHO_HIRE}"),
    (Favor.RECOMMEND, rf"(?:refer|endorse|nominate|recommend|sponsor|suggest) me\b(?! to (?:someone|anyone|people|somebody|others|another|a (?:colleague|friend)|other|some|any))"),
    (Favor.RECOMMEND, rf"(?:refer|recommend) me to [\w ]{{0,30}}{_PEOPLE_WHO_HIRE}"),
    (Favor.RECOMMEND, r"(?:vouch for|push for|speak up for|put in for|lobby for|speak for) (?:me|my)"),
    (Favor.RECOMMEND, r"(?:put|say|drop|throw|give|leave|pass|get)(?: in| me)? (?:a|some|one|your) (?:\w+ )?words?\b"),
    (Favor.RECOMMEND, r"(?:write|give|provide|send|prepare|do|sign|draft|submit|supply|be|serve as|act as|become|make|leave)(?: me| us| for me)? (?:an? |the |my |one |some |as )*(?:[\w-]+ ){0,3}?(?:recommendations?|references?|referral|referee|endorsement|testimonial|rec letter)\b(?! (?:for|on|of|about) (?:a |some )?(?:books?|reading|courses?|people))"),
    (Favor.RECOMMEND, r"(?:pull (?:some |a few )?strings|get me (?:in front of|past|an? (?:\w+ )?interview)|(?:arrange|secure|set up|organize|land) (?:me )?an? (?:job |proper |formal )?interview (?:for me|with (?:hr|your|the)))"),
    (Favor.INTRODUCE, rf"(?:introduce me|connect me|put me (?:in touch|through|in contact)|get me (?:in touch|a meeting|in contact|an introduction))(?: to| with)? [\w' ]{{0,30}}?{_PEOPLE_WHO_HIRE}"),
    (Favor.ERRAND, rf"(?:call|phone|ring|contact|ask|e-?mail|text|message|talk to|speak to|speak with|talk with|check with|check in with|write|write to|tell|remind|chase|nudge|ping|go to|follow up with|convince|persuade|get) {_SOMEONE}\b(?=[^.!?]*\b(?:for me|my|me|on my behalf|whether|why|if (?:they|there|any|he|she)|where|about an?)\b)"),
    (Favor.ERRAND, r"(?:call|phone|tell|e-?mail|ask|write to|write|contact|text) (?:my|our) (?:\w+ )?\w+ (?:and|to) (?:tell|ask|say|explain|let)|(?:call|phone|ring|contact|e-?mail|chase|nudge|ping|speak to|speak with|talk to|talk with|check with|ask) (?:your |the )?(?:hr\b|human resources|personnel|hiring|payroll|recruit\w+|admissions)"),
    (Favor.ERRAND, r"ask around|put (?:a|the) word out|keep (?:an|your) (?:eyes?|ears?) (?:open|out|peeled)"),
    (Favor.ERRAND, r"(?:find|get|book|buy|order|fetch|bring) me (?:an?|some|the) (?!(?:\w+ ){0,2}(?:time|slot|day|date|moment|jobs?|internships?|place|placement|position|spot|work|role|gig|chance|apprenticeship)\b)\w+|(?:lend|loan|buy|drive|pay|spot|fund|sponsor) (?:me|us|my|our)\b|give me a (?:ride|lift|discount|loan)|sign me up|vote for (?:me|us|my)|donate to"),
    (Favor.FIND_OUT, r"(?:find out|look up|research|compile|compare|calculate|dig up|track down|dig out|work out|google|look into|check up on|inquire|enquire)\b(?! (?:a|the|some) (?:time|date|day|slot|moment))"),
    (Favor.FIND_OUT, r"(?:draw|design|build|make|code|film|record|sew|paint|cook|bake|print|draft|knit|program|write|edit) (?:me|us) (?:an?|some|the) (?!(?:\w+ )?(?:line|note|message|e-?mail|text|few|word|reply|answer|happy|time))\w+"),
    (Favor.FIND_OUT, r"(?:check|see|verify|confirm|figure out) (?:on |what |where |whether |if |why |how |that )*(?:the status of )?(?:my|our) (?!(?:\w+ )?(?:schedule|calendar|questions?))(?:\w+ )?(?:\w+)"),
    (Favor.FIND_OUT, r"(?:send|e-?mail|mail|text|write|give|make|get|share|forward|bring|draw up|draft|compile|prepare|put together|create|build|list|write up|type up|gather|collect)(?: together| out| up| down)?(?: me| us| to me| along| over)? (?:an? |the |your |some |any |all |me )*(?:[\w-]+ ){0,3}?(?:lists?|tables?|spreadsheets?|summary|summaries|overview|reports?|plans?|copy|copies|slides?|materials?|documents?|templates?|samples?|pdf|recording|syllabus|exams?|textbooks?|outline|curriculum|breakdown|comparison|guide|checklist|roadmap|schedule of|data|statistics|figures|answer key|write-?up|information|info|brochures?)\b(?! (?:of|with) (?:\w+ )?(?:people|names))"),
    (Favor.FIND_OUT, r"(?:find|get|make|prepare|create|build|design|arrange|organize|book|order|print|copy|scan|solve|translate|search|sort out|handle|collect|gather|check|look|do|fill (?:in|out)|keep|save|set up|write) (?!(?:\w+ ){0,3}(?:time|minutes?|moment|slot|room|space|window|opening|exception|day|date)\b)[^.!?,]{1,60}\b(?:for me|on my behalf)\b"),
]
_ACTING = {
    whole: verb
    for verb, forms in {
        "review": "reviewing reviewed", "read": "reading", "proofread": "proofreading", "edit": "editing edited", "correct": "correcting corrected",
        "fix": "fixing fixed", "look": "looking looked", "check": "checking checked", "mark": "marking marked", "comment": "commenting commented",
        "forward": "forwarding forwarded", "pass": "passing passed", "share": "sharing shared", "send": "sending sent", "submit": "submitting submitted",
        "hand": "handing handed", "circulate": "circulating circulated", "show": "showing showed", "give": "giving gave", "put": "putting",
        "recommend": "recommending recommended", "refer": "referring referred", "introduce": "introducing introduced", "vouch": "vouching vouched",
        "write": "writing wrote", "call": "calling called", "ask": "asking asked", "find": "finding found", "take": "taking took", "tell": "telling told",
        "compile": "compiling compiled", "compare": "comparing compared", "connect": "connecting connected", "help": "helping helped",
        "be": "being were", "go": "going went", "speak": "speaking spoke", "talk": "talking talked", "contact": "contacting contacted",
    }.items()
    for whole in forms.split()
}
# "Would you mind reading", "if you forwarded": the same request.
_ACTING_FORMS = re.compile(
    r"\b(mind|if you|appreciate you|appreciate your|consider|mind you|mind also|if you also|if you kindly|you mind) (" + "|".join(_ACTING) + r")\b"
)
_MEANWHILE = re.compile(r"\b(?:before|after|until|when|while|once) (?:we|i) (?:\w+ )?(?:talk|speak|meet|call|chat|come|see you)\b")
_FAVORS = [(favor, re.compile(rf"(?<![\w'-])(?:{act})")) for favor, act in _ACTS]
# Without a verb of theirs: "I need a letter of recommendation", "your feedback on my essay".
_NOUNS: list[tuple[Favor, re.Pattern[str]]] = [
    (favor, re.compile(noun))
    for favor, noun in [
        (Favor.RECOMMEND, r"\b(?:need|want|ask|asking|request|requesting|like|love|get|have|appreciate|hoping|for|looking for) (?:you )?(?:for )?(?:an? |the |your |one )?(?:[\w-]+ ){0,2}?(?:recommendation letters?|letters? of (?:recommendation|reference|support)|references?\b(?! (?:to|point))|personal recommendation|job referral|referral (?:for|to) (?:the|a|this|your))"),
        (Favor.RECOMMEND, r"\b(?:use|list|name|give|put|have) you (?:down )?as (?:an? |my )*(?:\w+ )?(?:reference|referee)"),
        (Favor.REVIEW, rf"\b(?:your|some|any|get|for|like|love|appreciate|need|want) (?:[\w-]+ ){{0,3}}?(?:feedback|comments|corrections|edits|critique|opinion|thoughts|advice|input|review|notes|eyes|suggestions) (?:on|about|of|for|to|regarding) {_MINE}{_PAPER}\b"),
        (Favor.REVIEW, rf"\b(?:send|show|bring|share|e-?mail|give|attach|attaching|attached|sending) (?:you )?(?:my|our) (?:[\w-]+ ){{0,3}}?{_PAPER}[^.!?]{{0,30}}\b(?:for (?:your |some |a |any |you to )?(?:feedback|review|comments|corrections|edits|critique|proofread\w*|notes|editing)|so (?:that )?you (?:can|could) (?:fix|edit|correct|forward|review|check|mark|pass|improve|send|share|tell))"),
    ]
]

# Who is asked: "could you", "please", "I'd be grateful if you", or an order that opens the clause.
_YOU_ARE_ASKED = re.compile(
    r"\b(?:can|could|would|will|may|might|do|if|that|hope|hoping|need|want|like|love|ask|asking|for|whether|maybe|appreciate|wish|expect|trust) (?:it )?you(?: guys)?\b|"
    r"\byou (?:can|could|would|will|might|may|should|must|have to|need to)\b|\b(?:please|kindly)\b|\byour (?:\w+ )?(?:help|assistance|support) (?:to|in|with)\b|"
    r"\b(?:someone|somebody|anyone) (?:to|who (?:can|could|would))\b|\b(?:mind|for you to)\b|\b(?:do|grant|doing) me (?:a|one|this|another) (?:\w+ )?favou?r\b"
)
_ANOTHER_SUBJECT = re.compile(
    r"\b(?:i|we|he|she|they|who|which|people|everyone)\b(?! (?:can have|could have|need))|"
    r"\byou(?: also| once| kindly| have| had| so)* (?:told|said|asked|suggest\w*|advised|recommended|mentioned|offered|taught|helped|encouraged|were|was|do for|did|made|are)\b"
)
_ORDER = re.compile(r"^(?:and|also|then|so|but|before (?:that|then)|beforehand|meanwhile|first|second|next|finally|maybe|ps|p\.s\.?|oh|btw|one more thing|just|if possible|in return|thanks|\W)*$")
_OFFERED = re.compile(r"\b(?:you|your) (?:\w+ ){0,3}?(?:offer|offered|offering|promised|kindly said|volunteered)\b|\bthank(?:s| you) for\b[^.!?]*$")


def _is_asked(sentence: str, position: int) -> bool:
    before = sentence[:position]
    frame = None
    for frame in _YOU_ARE_ASKED.finditer(before):  # noqa: B007  the last one counts
        pass
    if frame:
        between = before[frame.end() :]
        return not _ANOTHER_SUBJECT.search(before[frame.start() :]) and len(between.split()) <= 28
    return bool(_ORDER.match(re.split(r"[,:] | - ", before)[-1]))


def _as_request(sentence: str) -> str:
    return _ACTING_FORMS.sub(lambda form: f"{form[1]} {_ACTING[form[2]]}", _MEANWHILE.sub("", sentence))


def favors(text: str) -> list[tuple[Favor, str]]:
    """The favors that `text` asks for, each with its sentence in small letters."""
    found: list[tuple[Favor, str]] = []
    for sentence in map(_as_request, sentences(plain(text))):
        for favor, act in _FAVORS:
            for match in act.finditer(sentence):
                if _is_asked(sentence, match.start()) and _stands(sentence, match.start()):
                    found.append((favor, sentence))
                    break
        for favor, noun in _NOUNS:
            if (match := noun.search(sentence)) and _stands(sentence, match.start()):
                found.append((favor, sentence))
    return found


def _stands(sentence: str, position: int) -> bool:
    return not is_negated(sentence, position) and not _OFFERED.search(sentence[:position])
