"""The acts that are a favor, and what they are done to. Whether someone asks for one, `favors` decides."""

import re
from enum import StrEnum


class Favor(StrEnum):
    """What kind of work is asked for."""

    REVIEW = "review"
    FORWARD = "forward"
    RECOMMEND = "recommend"
    INTRODUCE = "introduce"
    ERRAND = "errand"
    FIND_OUT = "find_out"


PAPER = (
    r"(?:resume|resumes|answers|cv|curriculum vitae|c\.v|cover letters?|essays?|portfolio|statement|application|"
    r"applications|script|screenplay|reel|demo|drafts?|"
    r"thesis|code|paper|papers|manuscript|letter|homework|assignment|project|profile|website|blog|sample|"
    r"samples|proposal|transcript|"
    r"lesson plans?|designs?|drawings?|plans?|poems?|songs?|story|stories|chapter|chapters|presentation|"
    r"slides|pitch|business plan|"
    r"work|account|page|app|film|video|photos|pictures|recording|mixtape|tape|tracks?|beats|songs?|sketch|"
    r"sketches|paintings?|game|robot|model|prototype|recipe|novel|book|writing|articles?|documents?|file|"
    r"pdf|spreadsheet|budget|form|forms|reports?)"
)
# What the person has to read or answer in any case.
_OF_THE_TALK = (
    r"(?:message|e-?mail|mail|note|request|questions?|mind|name|calendar|availability|schedule|number|"
    r"situation|background|invitation|call|english|"
    r"text|linkedin request|posts?|apology|thanks)"
)
_MINE = rf"(?:my|our|this|(?:the )?(?:attached|enclosed)) (?!(?:\w+ )?{_OF_THE_TALK}\b)(?:[\w-]+ ){{0,3}}?"
_READ = (
    r"(?:review|read|proofread|proof-read|edit|correct|fix|mark|critique|polish|revise|rate|evaluate|"
    r"assess|grade|improve|rewrite|check|"
    r"look|glance|go|listen|watch|test|comment|tweak|format|translate|sign|complete|finish)"
)
_PEOPLE_WHO_HIRE = (
    r"(?:hr\b|human resources|personnel|recruit\w*|hiring|talent|boss|your (?:\w+ )?(?:managers?|"
    r"supervisor|director|chief|partners?|employer|company|firm|ceo|department head)|"
    r"(?:the|a|any) (?:\w+ )?managers?|who(?:ever)? (?:does|do|is|are|decides?|hires?|picks|makes)[\w ]*|"
    r"admissions?|head of|decision makers?|the (?:job|position|role|internship))"
)
_SOMEONE = (
    r"(?:hr\b|human resources|(?:your |the |their |my |our )?(?:\w+ ){0,2}?(?:personnel|boss|managers?|"
    r"supervisor|recruiters?|recruiting|hiring|registrar|admissions?|office|"
    r"colleagues?|coworkers?|team|friends?|professor|dean|landlord|department|company|school|secretary|"
    r"assistant|principal|director|payroll|desk|bursar|"
    r"clients?|staff|partners?))"
)

# Something of the writer's that came with the message, and what may be done to parts of it.
SENT_ALONG = re.compile(
    rf"\b(?:attach\w*|enclos\w*|send(?:ing)? you|sent you) (?:\w+ )?{_MINE}{PAPER}\b|"
    rf"\b(?:my|our) (?:[\w-]+ ){{0,3}}?{PAPER} (?:is|are) (?:attached|enclosed|below)\b"
)
OF_WHAT_WAS_SENT = re.compile(
    r"(?:proofread|edit|correct|fix|polish|improve|mark|check|rewrite|shorten|revise)(?: up)? "
    rf"(?:the|its|any|all|every) (?!(?:\w+ )?{_OF_THE_TALK}\b)\w+"
)

_ACTS: list[tuple[Favor, str]] = [
    (Favor.REVIEW, rf"{_READ}(?: (?:over|through|at|to|up|on|into|with|carefully|quickly))* {_MINE}{PAPER}\b"),
    (
        Favor.REVIEW,
        r"(?:proofread|edit|correct|fix|critique|grade|improve|rewrite|revise|polish|test)(?: (?:over|up))* "
        rf"{_MINE}\w+",
    ),
    (
        Favor.REVIEW,
        r"(?:mark|look|read|check|go|fix|edit|correct|proofread|review|critique|touch) (?:it|them|this|these|"
        r"that|those) ?(?:up|over|through)?\b(?! (?:for|with) (?:you|your))",
    ),
    (Favor.REVIEW, r"(?:fix|edit|correct|cut|change|improve) (?:what(?:ever)?|anything)\b"),
    (
        Favor.REVIEW,
        rf"{_READ}(?: (?:over|through|at|to))* (?:what|something|things?|stuff|anything) (?:that )?(?:i|we)(?: "
        rf"have)? "
        r"(?:wrote|written|made|drew|drawn|built|put|filmed|recorded|coded|composed|painted|did|done)\b",
    ),
    (Favor.REVIEW, r"(?:go|look|read|run|comb|page) (?:over|through) (?:it|them|this|these|mine)\b"),
    (
        Favor.REVIEW,
        r"(?:have|take|give|cast|run|do)(?: me| it| them)? (?:a |an |your |some |any |one )?(?:[\w-]+ )"
        r"{0,3}?(?:look|glance|read|eye|eyes|pass|feedback|comments?|notes|critique|opinion|edits?|"
        r"corrections|review|pointers|suggestions|tips)"
        rf" (?:at|on|over|to|about|of|for|through|with) (?:{_MINE}{PAPER}\b|(?:it|them|mine|the attached)\b)",
    ),
    (
        Favor.REVIEW,
        r"(?:write|put|leave|send|give|tell|note|jot)(?: me| down)*(?: down)? (?:your |some |any |the )"
        r"?(?:\w+ )?(?:comments?|corrections|edits|feedback|notes|what (?:to|i (?:should|could|can|must)) "
        r"(?:improve|change|fix|cut|add|rewrite)|what(?:ever)? is wrong)",
    ),
    (
        Favor.REVIEW,
        r"help(?: me)?(?: out)?(?: to)?(?: (?:with|on|improve|fix|edit|write|rewrite|polish|prepare|finish|do|"
        r"complete|draft|fill(?: out| in)?))+ (?:my|our|an?|the) (?:[\w-]+ ){0,3}?" + PAPER + r"\b",
    ),
    (
        Favor.REVIEW,
        rf"(?:give|take|have) {_MINE}(?:{PAPER}|\w+) an? (?:\w+ )?(?:look|read|once-over|edit|review|glance|"
        r"polish|check|listen|test)",
    ),
    (
        Favor.REVIEW,
        r"let me know (?:what|which|where|how)[^.!?]{0,40}\b(?:improve|change|cut|fix|add|rewrite|wrong|weak|"
        r"edit|better|missing)\b",
    ),
    (Favor.REVIEW, r"(?:do|write|finish|complete|solve|fill in|fill out|sign|code|design|build|draft) (?:my|our) \w+"),
    (
        Favor.FORWARD,
        r"(?:forward|pass|hand|send|share|submit|show|put|drop|slip|circulate|bring|get|deliver|give|take|"
        rf"distribute|e-?mail|leave|recommend) (?:{_MINE}(?:{PAPER}|name|details|info|information|contact|"
        r"materials|stuff)|the attached)\b(?: \w+)? (?:to|on|along|around|in front|into|up|with|over to|onto|"
        r"among|out)\b(?! (?:me|us)\b)",
    ),
    (
        Favor.FORWARD,
        r"(?:forward|pass|hand|send|share|submit|show|circulate|distribute|recommend|give) (?:it|them|this) "
        r"(?:\w+ )?(?:to|on to|on|along|around|among|with)\b(?! (?:me|us|you|your own)\b)",
    ),
    (
        Favor.FORWARD,
        rf"(?:forward|pass on|pass along|circulate|submit|distribute|hand in|spread) (?:{_MINE}(?:{PAPER}|"
        r"name|details|info|contact|materials)\b|it\b|them\b)",
    ),
    (
        Favor.FORWARD,
        r"(?:mention|drop|bring up|give|pass) (?:me|my name) (?:to|with|up|in) (?:the |your |any )"
        rf"?{_PEOPLE_WHO_HIRE}",
    ),
    (
        Favor.REVIEW,
        r"(?:correct|fix|check|improve|help (?:me )?(?:fix|with)) (?:my|the) (?:english|grammar|spelling|style|"
        r"linkedin)",
    ),
    (
        Favor.REVIEW,
        r"tell me (?:which|what) (?:ones? )?(?:to|i should) (?:submit|cut|fix|keep|change|improve|drop|remove|add|"
        r"send)\b",
    ),
    (Favor.FIND_OUT, r"check (?:which|what|how much|how many|when) (?!you\b|we\b|i\b|works\b|time\b|day\b)\w+"),
    (
        Favor.REVIEW,
        r"give (?:it|this|mine|that|them) an? (?:\w+ )?(?:edit|read|look|review|once-over|polish|proofread|check)\b",
    ),
    (
        Favor.RECOMMEND,
        rf"(?:speak|talk|write) (?:to|with) {_PEOPLE_WHO_HIRE}\b(?=[^.!?]* (?:so (?:that )?(?:they|i)|for me|about "
        rf"me|about my)\b)",
    ),
    (Favor.RECOMMEND, r"write me an? (?:\w+ )?letters?\b(?! back)"),
    (Favor.RECOMMEND, r"(?:say|write|post) (?:something|a few|some|good|nice|kind|great)\b[^.!?]*\babout me\b"),
    (
        Favor.RECOMMEND,
        r"write (?:an? |some |the )?(?:[\w-]+ ){0,2}(?:lines?|words?|something|paragraphs?|notes?|"
        r"statements?) (?:for|to support|in support of) my\b",
    ),
    (
        Favor.RECOMMEND,
        r"(?:refer|endorse|nominate|recommend|sponsor|suggest) me\b(?![^.!?]*\b(?:talk|speak|ask|chat|"
        r"conversations?|interview|meet)\b)(?! (?:an?|some|any|two|three|other|which|what|who|books?|people|"
        r"courses?)\b)(?! to (?:someone|anyone|people|somebody|others|another|a (?:colleague|friend)|other|"
        r"some|any))",
    ),
    (Favor.RECOMMEND, r"(?:vouch for|push for|speak up for|put in for|lobby for|speak for) (?:me|my)"),
    (
        Favor.RECOMMEND,
        r"(?:put|drop|throw|get|say|give)(?: in| me)? (?:a|one|some) (?:(?:good|kind|nice|strong) words?\b|words? "
        r"(?:in )?(?:for|with|about) (?:me|my|the|your|hr)\b)",
    ),
    (
        Favor.RECOMMEND,
        r"(?:write|give|provide|send|prepare|do|sign|draft|submit|supply|be|serve as|act as|become|make|leave)"
        r"(?: me| us| for me)? (?:an? |the |my |one |some |as )*(?:[\w-]+ ){0,3}?(?:recommendations?|"
        r"references?|referral|referee|endorsement|testimonial|rec letter)\b(?! (?:for|on|of|about) (?:a |"
        r"some )?(?:books?|reading|courses?|people))",
    ),
    (
        Favor.RECOMMEND,
        r"(?:pull (?:some |a few )?strings|get me (?:in front of|past|an? (?:\w+ )?interview)|(?:arrange|"
        r"secure|set up|organize|land) (?:me )?an? (?:job |proper |formal )?interview (?:for me|with (?:hr|"
        r"your|the)))",
    ),
    (
        Favor.INTRODUCE,
        r"(?:introduce me|connect me|put me (?:in touch|through|in contact)|get me (?:in touch|a meeting|in "
        rf"contact|an introduction))(?: to| with)? [\w' ]{{0,30}}?{_PEOPLE_WHO_HIRE}",
    ),
    (
        Favor.ERRAND,
        r"(?:call|phone|ring|contact|ask|e-?mail|text|message|talk to|speak to|speak with|talk with|check "
        r"with|check in with|write|write to|tell|remind|chase|nudge|ping|go to|follow up with|convince|"
        rf"persuade|get) {_SOMEONE}\b(?! to (?:give|find|set|book|send) (?:me )?(?:an? )?(?:\w+ )?(?:time|"
        r"slot|date))(?=[^.!?]*\b(?:for me|my|about me|on my behalf|whether|if (?:they|there|any|he|she)|what the|"
        r"when the|how (?:much|many|long)|which)\b)",
    ),
    (Favor.ERRAND, r"ask around|put (?:a|the) word out|keep (?:an|your) (?:eyes?|ears?) (?:open|out|peeled)"),
    (
        Favor.FIND_OUT,
        r"(?:find out|look up|dig up|track down|dig out|work out|google|"
        r"look into|check up on|inquire|enquire|research (?:which|what|whether|if|how|where)|investigate)\b(?! (?:a|"
        r"the|some) (?:time|date|day|slot|moment))",
    ),
    (
        Favor.FIND_OUT,
        r"(?:check|verify|confirm) (?:if|whether|what|when|that) (?:the|an?|any|they|there) "
        r"(?!(?:\w+ ){0,4}(?:times?|slots?|days?|dates?|hours?)\b)\w+",
    ),
    (
        Favor.FIND_OUT,
        r"(?:check|see(?= (?:on|what|where|whether|if|why|how|that)\b)|verify|confirm|figure out) (?:on |what |where "
        r"|whether |if |why |how |that )*(?:the "
        r"status of )?(?:my|our) (?!(?:\w+ )?(?:schedule|calendar|questions?))(?:\w+ )?(?:\w+)",
    ),
    (
        Favor.FIND_OUT,
        r"(?:send|e-?mail|mail|text|write|draw up|draft|compile|prepare|put together|create|build|list|write "
        r"up|type up|gather|collect)(?: together| out| up| down)?(?: me| us| to me| along| over)? (?:an? |the "
        r"|your |some |any |all |me )*(?:[\w-]+ ){0,3}?(?:lists?|tables?|spreadsheets?|summary|summaries|"
        r"overview|reports?|plans?|copy|copies|slides?|materials?|documents?|templates?|samples?|pdf|"
        r"recording|syllabus|exams?|textbooks?|outline|curriculum|breakdown|comparison|guide|checklist|"
        r"roadmap|schedule of|data|statistics|figures|answer key|write-?up|information|info|brochures?)\b(?! "
        r"(?:of|with) (?:\w+ )?(?:people|names))",
    ),
]
ACTS = [(favor, re.compile(rf"(?<![\w'-])(?:{act})")) for favor, act in _ACTS]
# Without a verb of theirs: "I need a letter of recommendation", "your feedback on my essay".
NOUNS: list[tuple[Favor, re.Pattern[str]]] = [
    (favor, re.compile(noun))
    for favor, noun in [
        (Favor.REVIEW, r"\bwith your (?:corrections|edits|comments|notes|feedback|remarks|marks|suggestions)\b"),
        (
            Favor.REVIEW,
            rf"\byour (?:[\w-]+ )?(?:pen|pencil|eyes?|hand|polish|touch|verdict|markup) (?:on|over|to) "
            rf"{_MINE}{PAPER}\b",
        ),
        (
            Favor.RECOMMEND,
            r"\b(?:need|want|ask|asking|request|requesting|like|love|get|have|appreciate|hoping|for|looking "
            r"for) (?:you )?(?:for )?(?:an? |the |your |one )?(?:[\w-]+ ){0,2}?(?:recommendation letters?|"
            r"letters? of (?:recommendation|reference|support)|(?<!your )references?\b(?! (?:to|point))|personal "
            r"recommendation|job referral|referral (?:for|to) (?:the|a|this|your))",
        ),
        (
            Favor.RECOMMEND,
            r"\b(?:use|list|name|give|put|have) you (?:down )?as (?:an? |my )*(?:\w+ )?(?:reference|referee)",
        ),
        (
            Favor.REVIEW,
            r"\b(?:your|some|any|get|for|like|love|appreciate|need|want) (?:[\w-]+ ){0,3}?(?:feedback|"
            r"comments|corrections|edits|critique|review|notes|eyes|suggestions) (?:on|about|of|for|to|"
            rf"regarding) {_MINE}\w+",
        ),
        (
            Favor.INTRODUCE,
            rf"\b(?:an?|the|your|any) (?:\w+ )?introductions? to [\w' ]{{0,30}}?{_PEOPLE_WHO_HIRE}",
        ),
        (
            Favor.REVIEW,
            r"\b(?:your|some|any) (?:[\w-]+ ){0,3}?(?:opinion|thoughts|advice|input) (?:on|about|of|for|to|"
            rf"regarding) {_MINE}(?!plans?\b|story\b|work\b|project\b|business\b){PAPER}\b",
        ),
        (
            Favor.REVIEW,
            r"\b(?:send|show|bring|share|e-?mail|give|attach|attaching|attached|sending) (?:you )?(?:my|our) "
            rf"(?:[\w-]+ ){{0,3}}?{PAPER}[^.!?]{{0,30}}\b(?:for (?:your |some |a |any |you to )?(?:feedback|"
            r"review|comments|corrections|edits|critique|proofread\w*|notes|editing)|so (?:that )?you (?:can|"
            r"could) (?:fix|edit|correct|forward|review|check|mark|pass|improve|send|share|tell))",
        ),
    ]
]
