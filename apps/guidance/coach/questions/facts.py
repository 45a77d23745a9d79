"""Questions that the web, a profile or an official source answers, by what they are about."""

import re
from collections.abc import Iterator
from enum import StrEnum

from apps.guidance.coach.questions.shape import Shape, shape


class Fact(StrEnum):
    ORGANIZATION = "organization"
    PAY = "pay"
    OUTLOOK = "outlook"
    ADMISSION = "admission"
    PROFILE = "profile"
    MEANING = "meaning"


_ORG = (
    r"(?:company|firm|organization|agency|business|hospital|clinic|bank|museum|library|school|university|college|"
    r"department|precinct|station|lab|laboratory|studio|shop|store|restaurant|bakery|farm|plant|factory|office|"
    r"foundation|nonprofit|charity|union|credit union|team|league|airline|hotel|newspaper|paper|magazine|"
    r"theater|theatre|zoo|park|church|chain|brand|institute|institution|center|centre|startup|start-up|practice|"
    r"court|county|city|district|academy|brewery|gallery|publisher|network|channel|employer|workplace|program|"
    r"archive|bureau|corporation|group|garage|company's|campus)"
)
_THE_ORG = (
    rf"(?:(?:the|your|this|that|ur) (?:[\w'&-]+ ){{0,3}}?{_ORG}|it|they|you guys|you all|the place|your place|"
    r"your employer|the place where you (?:work|are)|where you work)"
)
_ASK = (
    r"(?:what(?: is| are| was| were|'s)?|how (?:many|much|big|large|old|long|far|tall|high|often)|"
    r"when(?: is| are| was| were| does| do| did)?|"
    r"where(?: is| are| was| can| do| does| did)?|who(?: is| are| was|'s)?|which|in (?:what|which) year|what year|"
    r"since when)"
)
_WORKERS = (
    r"(?:an? |the |new |starting |junior |average |typical |certified |licensed |registered |entry[- ]level |"
    r"most )*(?:[\w-]+ ){0,2}?(?!your\b|you\b)[\w-]+"
)
_PAPER = (
    r"(?:licen[sc]e|licensure|certificat\w+|certified|degree|diploma|bachelor'?s?|master'?s?|ph\.?d|doctorate|ged|"
    r"gpa|sat|act score|lsat|mcat|gre|gmat|bar exam|board exam|boards|exams?|test|tests|prerequisites?|credential\w*|"
    r"credits?|transcript|background check|drug test|citizenship|citizen|driver'?s license|cdl|emt|permit|"
    r"credit hours|clinical hours|physical test|fitness test|physical|polygraph|vision test|security clearance|"
    r"clearance|registration|license\w*|college|high school)"
)
_COURSE = (
    r"(?:academy|program|training|apprenticeship|residency|school|course|certification|degree|licensing|license|"
    r"exam|test|fellowship|internship program|graduate school|grad school|law school|med school|medical school|"
    r"nursing school|trade school|bootcamp|process|probation|major|tuition|application)"
)
# What one has to be there to know.
_FELT = (
    r"(?:feels?|good|well|nice|great|fun|hard|easy|stressful|friendly|diverse|supportive|strict|boring|safe|happy|unhappy|toxic|competitive|"
    r"flexible|welcoming|chang\w+|better|worse|busy|fair|really|treats?|values?|cares?|appreciates?|supports?|lets?|helps?|matters?|respects?|"
    r"likes?|wants?|tries|try|allows?|listens?|encourages?|you|your kids|miss|proud|loud|quiet|dangerous|stress|pressure|culture|atmosphere|"
    r"mood|morale|people nice|get along|gets along|like you|trust\w*|enough|too|still feel|ever|struggl\w+|suffer\w*|worth|ready|aware|"
    r"drama|politics|gossip|burn\w*|prepare\w*|teach\w* you|think|believe|know|seem\w*|look\w*|hir\w+|recruit\w*|need|intern\w*|jobs?|"
    r"positions?|openings?|vacanc\w+|like|trouble|reputation|hate\w*|love\w*|lonely|expect\w*|push\w*|room|work-life|balance|"
    r"healthy|old-fashioned|modern|chaotic|organized|open to|strong|close|tight|mean|short)\b"
)
_PATTERNS: list[tuple[Fact, str]] = [
    # The organization: how old, how large, where, whose, what it makes.
    (
        Fact.ORGANIZATION,
        rf"\b(?:when|what year|which year|who|how long ago)\b[^?]{{0,25}}?\b(?:{_ORG}|it|they)\b[^?]{{0,25}}?"
        r"\b(?:founded|established|built|created|started|open(?:ed)?|begin|began|start|incorporated|merged?|launched)\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\bwho (?:founded|started|owns|runs|leads|heads|manages|built|funds|directs|created) (?:the|your|this|"
        rf"that|ur) (?:[\w'-]+ ){{0,3}}?{_ORG}",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwho (?:is|was|are) (?:the|your) (?:\w+ ){0,2}?(?:ceo|cfo|president|directors?|owners?|dean|chief|mayor|"
        r"sheriff|founders?|chair\w*|principal|superintendent|commissioner|head|publisher|editor in chief|"
        r"executive director|managing partner|secretary|governor)\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\bhow (?:old|big|large) (?:is|are|was) "
        rf"(?:the |your |this |ur )(?!team\b)(?:[\w'-]+ ){{0,3}}?(?!team\b){_ORG}",
    ),
    (
        Fact.ORGANIZATION,
        r"\bhow many (?:[\w-]+ ){0,2}?(?:employees|people|workers|staff|locations|branches|offices|stores|sites|"
        r"countries|states|customers|members|clients|students|beds|officers|teachers|nurses|doctors|lawyers|"
        r"attorneys|partners|engineers|departments|factories|plants|shops|restaurants|hotels|patients|visitors|"
        r"volunteers|buildings|acres|schools|units|trucks|planes|books|animals|species|courts|judges|firefighters|"
        r"deputies|hospitals|clinics|programs)\b[^?]*?\b(?:"
        rf"(?:work|works|employed|are|is|does|do|did)\b[^?]*?\b(?:{_ORG}|there\b|you guys|employ|at \w+)|"
        rf"(?:{_ORG}|you guys|they|it) (?:\w+ )?(?:have|has|employ|employs|serve|serves|own|owns|run|runs|operate))",
    ),
    (Fact.ORGANIZATION, r"\bhow many (?:employees|branches|locations|offices|stores|sites|franchises)\b"),
    (
        Fact.ORGANIZATION,
        r"\b(?:where|in (?:what|which) (?:city|state|country|town|building)) (?:is|are|can i find) "
        rf"(?:{_THE_ORG}|(?:your|the) (?:\w+ )?(?:headquarters?|head office|main office|hq|offices?|location|address|"
        r"building|entrance))\b(?! (?:going|headed|heading|moving|in (?:ten|five)))|\b(?:headquartered|hq)\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwhat (?:is|are|was) (?:the|your|its|their|ur) (?:[\w'-]+ ){0,4}?(?:address|phone number|headquarters|"
        r"hours|opening hours|business hours|opening times|website|zip code|mission(?: statement)?|revenue|turnover|"
        r"annual budget|budget|stock price|market share|core values|slogan|motto|parent company|main products?|"
        r"products|services|competitors|office number|email address|fax|enrollment|circulation)\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\bwhat (?:\w+ )?(?:do|does) {_THE_ORG} (?:do|make|sell|produce|offer|manufacture|specialize in|"
        r"provide|build|publish|grow|stand for|import|export|focus on|deal in)\b(?! (?:to|when|if|differently|about|"
        r"for (?:you|its|their|your))\b)",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:what|which) (?:\w+ )?(?:products?|services?|courses|classes|programs|majors|degrees|brands|models|"
        r"languages|departments|specialties|benefits|products? lines?|kinds? of (?:products|services|courses))\b[^?]*"
        rf"\b(?:do|does) {_THE_ORG} (?:\w+ )?(?:do|make|sell|produce|offer|have|provide|teach|carry|run)\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:is|are|was) {_THE_ORG} (?:\w+ )?(?:a |an |part of |owned )?(?:\w+ )?(?:public(?:ly)?|private(?:ly)?|"
        r"family[- ]owned|non-?profit|for-?profit|traded|unionized|federal|accredited|government|owned|a subsidiary|"
        r"part of|listed|certified|franchise|international|open (?:on|at|to the public)|"
        r"located|based|headquartered|global|religious|state)\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\b(?:is|are) (?:the|your) (?:[\w'-]+ ){0,2}?(?:headquarters|head office|main office|hq|branch|offices?) "
        r"(?:\w+ )?(?:in|on|near|at|here|located)\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:does|do|did|has) (?:the|your|this|ur) (?:[\w'-]+ ){{0,3}}?{_ORG} (?:\w+ )?(?:have|has|own|offer|sell|"
        r"make|operate|run|publish|belong|go public|serve|provide|ship|export|accept|use|got) (?!to\b|your\b|enough\b|a "
        r"good\b|good\b|high\b|much\b|any (?:problems|plans|idea))(?:[\w'-]+)",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:is|was|were|are) (?:the|your|this) (?:[\w'-]+ ){{0,3}}?{_ORG} (?:\w+ )?(?:founded|built|established|started|"
        r"opened|run by|funded by)\b|\b(?:what|which) year (?:did|was|were|is) (?!the (?:best|hardest|worst)\b)",
    ),
    (
        Fact.ORGANIZATION,
        r"\b(?:does|do|did) (?!(?:it|this|that|these|those|anyone|anything|anybody|someone|he|she|one|everyone|you|i|we|people|my|"
        r"your|the|a|an|most|all|clients|customers|patients|students|kids|parents|they)\b)[\w'&-]+(?: [\w'&-]+)? (?:sell|offer|"
        r"produce|manufacture|operate|own|publish|export|ship|have (?:an?|any) (?:\w+ )?(?:offices?|branch|location|store|"
        r"program|union|factory|plant))\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\bhow many (?:students|people|children|kids|pupils|members|patients|visitors) (?:go|come|attend|study|live|are enrolled|belong|"
        r"visit)\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\b(?:tell|give|send|text|share)(?: me)? (?:the|your) (?:[\w'-]+ ){0,4}?(?:address|phone number|opening hours|business hours|"
        r"hours|website|headquarters|email address|number of (?:employees|people|branches|staff))\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:is|was|are) (?:the|your|this) (?:[\w'-]+ ){{0,2}}?{_ORG} "
        r"(?:an? (?!(?:\w+ )?(?:good|great|nice|hard|tough|fun|happy|safe|fit|place|family|healthy|toxic|boring|friendly)\b)|in (?!trouble)|on |at |part (?!of the problem)|under |near |(?:founded|owned|run|funded|located|"
        r"certified|accredited|unionized|listed|registered|licensed|regulated)\b|free\b|open\b|closed\b|union|public|private|bigger|larger|older|still (?:in|open|owned))",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:if|whether) (?:the|your|this) (?:[\w'-]+ ){{0,2}}?{_ORG} (?:has|have|costs?|offers?|sells?|makes?|requires?|accepts?|"
        r"owns?|serves?|charges?|provides?|is (?:public|private|a |an |open|accredited|free|unionized|part of))\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\bhow (?:tall|old|high|wide|deep|heavy) (?:is|are|was|were) (?!you\b|your (?:kids|children|daughter|son)\b)|"
        r"\bhow many (?!of\b|times\b)(?:[\w-]+ ){1,3}?(?:can|are|is|were|was|will|could) (?:the|there|your|a|an|in|on|at|it|this) (?![^?]*\byou\b)",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwho (?:is|was|are|were) (?:the|your) (?!(?:\w+ )?(?:best|worst|first|one|person|people|most|toughest|hardest|kind)\b)"
        r"(?:[\w'-]+ ){0,3}?(?:curator|head|coach|captain|editor|owner|manager|leader|founder|boss|chair|president|director|"
        r"producer|judge|attorney|secretary|minister|conductor|mayor|principal|dean|sponsors?|clients?|competitors?|ceo)\b"
        r"(?! like)(?![^?]*\b(?:who|you) )",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwhat (?:kind|type|sort) of (?:company|organization|business|firm|place|agency|hospital|museum|school|institution|law|farm|"
        r"shop) (?:is|are|does|do) (?!(?:it|that) like)(?!you\b)|"
        r"\b(?:list|name|tell me|give me|what are|which are) (?:for me )?(?:the|your|all the) (?:[\w'-]+ )?(?:practice areas|services|products|branches|"
        r"departments|locations|partners|clients|brands|departments)\b",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:is|are|was|were|does|do|did|has|have|will|can) (?:the|your|this|these) (?:[\w'&-]+ ){{0,2}}?{_ORG}(?:s|'s \w+)? (?!{_FELT})"
        rf"(?![^?]*\b{_FELT}\b)\w+",
    ),
    (
        Fact.ORGANIZATION,
        rf"\b(?:what|which) (?:counties|states|countries|cities|bills|tests|exams|courses|schools|departments|brands|services|products|"
        r"companies|markets|languages|programs|laws|licenses|agencies|grants|scholarships|insurances?|awards|regions|neighborhoods|"
        r"materials|machines|crops|animals|teams|methods|tools|software|equipment|position|positions)\b (?:is|are|does|do|did|has|have) "
        r"(?!you\b|your (?:own|day|team|boss)\b|i\b|we\b|people\b|beginners\b|worth\b|most\b)(?:[\w'-]+ ){1,5}?(?!matter|value|help)\w+",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwho (?:sponsors|funds|designed|owned|regulates|governs|publishes|operates|supplies|invented|wrote|won|built) (?!you\b|your (?:\w+ )?"
        r"(?:education|training|studies|first)\b)",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwhen (?:is|was|does|did|will) (?!(?:it|that|this) (?:\w+ )?(?:feel|start to|stop|become|get|ok|right|enough|time|too)|you\b|your (?!"
        r"(?:\w+ )?(?:firm|company|office|store|museum|season|program|next)\b)|enough|the (?:last|first|best|worst|right|moment)\b|someone|"
        r"somebody|an?\b|one|i\b|we\b)[^?]*\b(?:season|fair|exam|founded|built|open\w*|start\w*|begin|close\w*|take place|held|due|end|established|"
        r"published|accept\w*|election|merger|law|hired|launch\w*)\b(?! (?:feeling|to feel|for you))",
    ),
    (
        Fact.ORGANIZATION,
        r"\bwhat (?:is |are )?(?:the |your )(?:full |official |legal )?(?:name|mission|motto|budget|address|website|phone number|location|founder|"
        r"revenue|logo|position) (?:of|in|at) (?:the|your|this|our)\b|\bwhat (?:is )?your (?:position|role|title) (?:in|at|with) (?:the|your)\b|"
        rf"\bwhat (?:exactly )?(?:the|your) (?:[\w'-]+ ){{0,2}}?{_ORG} (?:actually |exactly )?(?:does|makes|sells|offers|produces|publishes)\b(?! (?:to|for|when|if))",
    ),
    (
        Fact.ORGANIZATION,
        r"\bis (?!it\b|this\b|that\b|your\b|there\b)(?:[\w'&-]+ ){1,4}?an? (?:family|public|private|non-?profit|government|state|federal|foreign|"
        r"local|global|for-profit) (?:business|company|firm|organization|agency|institution|school|university)\b",
    ),
    (
        Fact.ORGANIZATION,
        r"\bhow many (?!of\b|times\b|(?:\w+ )?(?:hours|people|nights|days|drafts|patients|clients|cases|kids|students) (?:do|did|can|would) you\b)"
        r"(?:[\w-]+ ){1,3}?(?:does|do|did|has|have) (?:the|a|an|your|this) (?!(?:\w+ )?(?:team|average|typical|normal)\b)(?:[\w'-]+ ){1,4}?(?:have|has|make|"
        rf"sell|hold|own|need|run|get|play|cover|serve|use|take)\b|\bhow many (?:\w+ ){{1,2}}?(?:are|is) there\b|\b(?:and|,) how many (?:\w+ ){{1,2}}are there\b",
    ),
    # Numbers about many, which somebody has counted.
    (
        Fact.OUTLOOK,
        r"\b(?:what|which|how high) (?:is |are |was )?(?:the )?(?:\w+ )?(?:average (?:age|number|size|cost|price|length|time)|percentage|percent|"
        r"share|proportion|ratio|number) of (?!(?:your|the|that|it|what)\b)|\bwhat percent\b(?! of your)|\bwhat (?:is|are|was|were) the (?:\w+ )?"
        r"(?:population|capacity|size|cost|price|date|dates|ranks?|law|rules?|penalty|fine|record|statistics|job description|"
        r"duties|pay grades?|application process|ranking|legal \w+|largest|oldest|steps (?:to|for) "
        r"(?:get(?:ting)?|becom(?:e|ing)|obtain(?:ing)?|apply(?:ing)?|qualify(?:ing)?|earn(?:ing)?))\b(?! (?:you|that you|nobody|no one))",
    ),
    (Fact.OUTLOOK, r"\bhow many (?:\w+ ){1,3}?are (?:in|on|at|there in) (?:a|an|the)\b(?![^?]*\byou)"),
    # What people in general are paid.
    (
        Fact.PAY,
        r"\b(?:average|typical|median|mean|usual|starting|entry[- ]level|base|going|normal|minimum|hourly|annual|expected|"
        r"current|standard)\b[^?.]{0,25}?\b(?:salar(?:y|ies)|pay|wages?|income|earnings|rates?|compensation|paycheck|"
        r"stipend)\b",
    ),
    (
        Fact.PAY,
        r"\b(?:what|how (?:high|much|good|big)) (?:is|are|was) (?:the|a|an) (?:[\w'-]+ ){0,3}?(?:salar(?:y|ies)|pay|wages?|"
        r"income|earnings|compensation|paycheck|pay ?scale|bonus|stipend|salary range)\b",
    ),
    (
        Fact.PAY,
        r"\b(?:how much|what)(?: money)? (?:do|does|can|could|would|will|should|did) "
        r"(?!you\b|your (?:own|family)\b|i owe\b)(?:[\w'-]+ ){1,6}?(?:make|earn|get paid|be paid|bring home|take home|"
        r"start (?:at|on|with|off)|pay|cost|charge|expect to (?:make|earn)|get per|get an hour|get a year)\b(?! (?:you|"
        r"it|up|of|sense|decisions|mistakes)\b)",
    ),
    (
        Fact.PAY,
        r"\bhow (?:many|much) (?:[\w-]+ ){1,4}?do (?!you\b|we\b|i\b|they\b|your\b)(?:[\w'-]+ ){1,4}?(?:get|earn|work|receive)\b",
    ),
    (
        Fact.PAY,
        r"\bhow much (?:is|are) (?:[\w'-]+ ){1,4}?paid\b|\bwhat (?:\w+ )?(?:salary|pay|wage) (?:can|do|does|would|should|range)\b|"
        r"\bwhat (?:range|kind of salary|salary range)\b[^?]*\b(?:pay|salary|earn|make)\b",
    ),
    # How the field will grow.
    (
        Fact.OUTLOOK,
        r"\b(?:job|employment|career|labor|hiring) (?:outlook|growth|prospects|forecast|projections?|market)\b(?! (?:feel|"
        r"seem|look to you))|\b(?:growth|unemployment|employment|turnover|vacancy|retirement|divorce|burnout) rate\b|\b(?:projected|"
        r"forecast\w*|predicted)\b|\bhow fast is (?:the|this) (?:\w+ )?(?:field|industry|sector|profession)\b|"
        r"\bhow many (?:[\w-]+ ){1,3}?(?:are there|work|jobs are|jobs there|exist|practice|graduate)\b[^?]{0,20}\b(?:in|"
        r"across|nationwide|statewide)\b|"
        r"\b(?:are|is) (?:[\w-]+ ){1,4}?(?:in (?:high |big |great |short )?demand|a growing (?:field|industry|"
        r"profession))\b|\bis (?:the |this |your )(?:\w+ ){0,2}?(?:field|industry|sector|profession|market|demand) (?:\w+ )?"
        r"(?:growing|shrinking|expanding|declining)\b|"
        r"\b(?:is|are) there (?:\w+ ){0,2}?(?:shortage|demand for|high demand)\b|\bdemand for [\w -]+\?",
    ),
    # Who is let in, and how.
    (
        Fact.ADMISSION,
        r"\b(?:what|which)(?: is| are| were| was)? (?:the |all the )?(?:[\w'-]+ ){0,3}?(?:requirements?|prerequisites?|"
        r"qualifications needed|deadlines?|acceptance rate|admission rate|pass(?:ing)? rate|cutoff|"
        r"minimum (?:age|gpa|score|height|education)|application fee|tuition|fees?|"
        r"admissions? (?:criteria|process)|eligibility|age limit|entry criteria|passing score|legal age|curriculum|"
        r"enrollment fee)\b(?! (?:that )?(?:you|do you|surpris))",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:what|which|how many|how much|how good an?|how high an?)(?: \w+){{0,3}}? (?:{_PAPER}|score|courses|classes|"
        r"major|education|hours|qualifications?|years of (?:school|college|experience)|subjects|credentials?|"
        r"coursework|paperwork|schooling)\b(?! you\b)[^?]*?\b(?:do|does|are|is|will|would|must|should|should i) (?:i |you |one |"
        r"we |people |they |someone |students |a \w+ |an \w+ |the \w+ )?(?:\w+ )?(?:need|needed|needs|require\w*|have to|must|"
        r"necessary|mandatory|take to|ask for|have to have|want|to be|to become)\b",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:do|does|will|would|must|is|are) (?:i|you|one|we|people|they|someone|it|there|an?|the|all|most|every) "
        rf"(?:[\w'-]+ ){{0,3}}?(?:need|needs|have to (?:have|get|pass|take|hold|be)|require|requires|required|must have|have to)"
        rf" (?:[\w'-]+ ){{0,4}}?{_PAPER}\b",
    ),
    (
        Fact.ADMISSION,
        rf"\bdo \w+(?: \w+)? (?:need|have to (?:have|get|pass|hold)|require) (?:an? |the |to (?:have|get|pass) )?"
        rf"(?:[\w'-]+ ){{0,3}}?{_PAPER}\b",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:is|are) (?:an? |the |any |there (?:an? |any )?)?(?:[\w'-]+ ){{0,4}}?(?:{_PAPER}|age limit|height limit|"
        r"entrance exam|dress requirement|minimum age|weight limit)s?(?: \w+){0,4}? "
        r"(?:required|needed|mandatory|necessary|a must|a requirement|compulsory|obligatory|offered|accepted|"
        r"for|to (?:get|be|apply|enter|become|join|work|practice|enroll))\b",
    ),
    (
        Fact.ADMISSION,
        r"\b(?:is|are) there (?:an? |any )?(?:\w+ )?(?:age|height|weight|vision|gpa|education\w*|citizenship|residency) "
        r"(?:limit|requirement|minimum|rule|restriction)s?\b",
    ),
    (
        Fact.ADMISSION,
        rf"\bhow (?:long|many (?:weeks|months|years|hours|credits|semesters)) (?:is|are|does|do|did|will|"
        rf"would|was) (?:the|a|an|your|it|one|this|that|\w+) (?:[\w'-]+ ){{0,4}}?(?:{_COURSE}\b|take (?:to (?:be(?:come)?|"
        rf"get|finish|earn|complete|qualify|graduate|obtain|train|make|pass)|for (?:a|an|someone) )|last\b)(?! feel)|"
        rf"\bhow long (?:is|does) (?:the |a |an )?(?:[\w'-]+ ){{0,3}}?{_COURSE}\b|"
        r"\bhow (?:long|many years)\b[^?]*\b(?:take|need|school)\b[^?]*\bto (?:become|be|get (?:licensed|certified)|qualify)\b",
    ),
    (
        Fact.ADMISSION,
        rf"\bhow much (?:is|does|did|do|are|will) (?:the |a |an |it |your )?(?:[\w'-]+ ){{0,4}}?(?:{_COURSE}|cost)\b|"
        r"\b(?:what|how much) does (?:[\w'-]+ ){1,6}?cost\b",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:which|what|where)\b[^?]*\b(?:schools?|colleges?|universities|programs|places|academies|institutions)\b[^?]*"
        rf"\b(?:offer|offers|teach|accredited|have (?:a|an|the)|accept)\b|"
        rf"\bwhere (?:can|do|does|could|would|should) (?:i|you|one|people|someone|we) (?:\w+ )?(?:apply|get (?:an? |the |my )?"
        rf"(?:\w+ )?{_PAPER}|take (?:the|an?) (?:[\w'-]+ ){{0,3}}?(?:{_PAPER}|{_COURSE})|register|enroll|sign up|find the (?:form|"
        r"application|requirements))\b",
    ),
    (
        Fact.ADMISSION,
        rf"\bwhen (?:is|are|does|do|can) (?:the |your |i |one |you )?(?:[\w'-]+ ){{0,4}}?(?:deadline|due|exam|test|applications?|"
        r"enrollment|registration|semester|hiring season|open house|apply|academy start|academy begin|class start)\b"
        r"(?! for you)|\bwhen (?:the|your) (?:\w+ ){1,3}?(?:accepts?|takes?|opens?|starts?|begins?|closes?)\b[^?]*"
        r"\b(?:applications?|enrollment|registration|academy|exam)\b|\bby when\b[^?]*\b(?:apply|register|submit)\b",
    ),
    (
        Fact.ADMISSION,
        r"\bhow (?:old|tall) (?:do|does|must|should) (?:you|i|one|someone|people|an? \w+) (?:have to |need to )?be\b|"
        r"\bhow (?:do|can|does) (?:i|you|one) (?:register|sign up|enroll|apply (?:for|to) (?:the|a|an) (?:[\w'-]+ ){0,3}?"
        r"(?:license|exam|academy|test|certification|certificate|permit|financial aid|scholarship|program|school|college))\b",
    ),
    (
        Fact.ADMISSION,
        r"\b(?:can|could|may) (?:you|i|one|someone|people|a person) (?:\w+ )?(?:be(?:come)?|join|apply|work as|practice|get "
        r"into|get licensed|get certified|take the|sit|teach|enter|enlist)\b[^?]*\b(?:without an? |with an? (?:felony|record|"
        r"criminal|dui|misdemeanor|ged|green card|visa|tattoo|associate)|with (?:tattoos|glasses|asthma|bad eyesight|only)|if "
        r"(?:i|you) (?:have|am|are|wear))",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:is|are|does|do) (?:the|a|an|my|your) (?:[\w'-]+ ){{0,4}}?(?:{_PAPER}|{_COURSE}) (?:\w+ )?(?:valid|accredited|"
        r"recognized|transfer|transferable|offered|free|online|expire|count|accepted)\b",
    ),
    (
        Fact.ADMISSION,
        r"^(?:so |and |hey |hi )?how long is (?:the|a|an) (?!(?:\w+ )*(?:shift|day|week|drive|ride|meeting|line|wait|"
        r"commute|season|road|hour|note|break|pause)\b)(?:[\w'-]+ ){0,3}[\w'-]+ ?\?*$",
    ),
    (
        Fact.ADMISSION,
        r"\b(?:what|which) (?:\w+ )?(?:classes|courses|degrees?|programs?|exams?|tests?|shots|vaccines|documents|forms?|papers|majors|tools|"
        r"credits|licenses?|certifications?|permits?) (?:is|are|were) (?:offered|required|available|needed|accepted|covered|"
        r"mandatory|necessary|recognized)\b|\b(?:is|are) there (?:\w+ ){0,3}?(?:requirements?|prerequisites?|deadlines?|fees?|scholarships?|"
        r"an? (?:exam|test|deadline|fee|waitlist))\b|\bhow competitive is (?:the )?(?:admission|entry|the program)|\bwhat (?:do|does) (?:i|you|one|someone|a "
        r"person|people|an? \w+) (?:need|have to (?:do|have)) (?:to (?:be(?:come)?|get) (?:an? )?(?:licensed|certified|registered|admitted|(?!hired)\w+ed\b))|"
        r"\bwhat (?:degree|education|license|certification|training|major|qualifications?) (?:does|do) (?!you\b)(?:an? |the )?(?:[\w-]+ ){1,3}?(?:need|"
        r"require|have to have|usually have)\b",
    ),
    (
        Fact.ADMISSION,
        rf"\b(?:do|does|must|are|is) (?!you\b|i\b)(?:[\w'-]+ ){{1,3}}?(?:have to|need to|required to|legally|by law)\b(?=[^?]*\b(?:"
        rf"{_PAPER}|registered|licensed|certified|renew|law|legally|vaccinated|bonded|insured|sworn)\b)|"
        r"\b(?:are|is) (?!you\b)(?:[\w'-]+ ){1,4}?by law\b|"
        r"\b(?:can|could|may) (?:you|i|one|someone|people) (?:\w+ )?(?:join|enlist|become|apply|work|start|enroll|get in)\b[^?]*\b(?:at (?:age )?(?:\d+|"
        r"sixteen|seventeen|eighteen|nineteen|twenty)|under (?:eighteen|\d+|21))\b|\bwhat age (?:do|does|must|should|is)\b|"
        r"\bhow (?:does|do|can) (?:one|i|you|someone|people|an? \w+) (?:\w+ )?(?:get|become|be|stay) (?:licensed|certified|registered|accredited|"
        rf"ordained|sworn in)\b|\bhow (?:does|do|can) (?:one|i|you|someone|people) (?:get|obtain|renew|earn|receive|transfer) (?:an?|the|my|your) "
        rf"(?:[\w'-]+ ){{0,3}}?(?:license|permit|certificate|certification|green card|transcript|credential|scholarship)\b|"
        r"\bwhat (?:is|are) the (?:process|procedure|paperwork|rules?) (?:for|to) (?:get\w*|obtain\w*|apply\w*|renew\w*|becom\w*|enroll\w*|register\w*)\b",
    ),
    # To be looked up by them.
    (
        Fact.ADMISSION,
        r"\b(?:find out|look up|google|check (?=(?:what|which|when|how much|how many|whether|if) (?!my\b|your\b|you\b|i\b))|check on the (?:web|site)|dig up|research (?!which|whether i))(?: for me| please)? ?(?:for me )?"
        r"(?:what|which|how|when|where|whether|if|who|the)\b(?! (?:my|our|i)\b)(?![^?.]*\b(?:my application|about me|my resume)\b)",
    ),
    # What a profile says of anybody.
    (
        Fact.PROFILE,
        r"\bwhere (?:did|have) you (?:\w+ )?(?:go to (?:school|college|university|law school|med school|medical school|"
        r"grad school)|study|studied|get your (?:degree|diploma|training|license)|graduate|attend)\b(?![^?]*\b(?:learn|taught)\b)|"
        r"\b(?:which|what) (?:\w+ )?(?:school|college|university|academy) did you (?:go|attend|graduate|study)\b",
    ),
    (
        Fact.PROFILE,
        r"\bwhat (?:did|do) you (?:major|minor) in\b|\bwhat did you study\b(?! (?:for|to|on your)\b)|\bwhat (?:was|is) your (?:\w+ )?"
        r"(?:major|minor|degree|gpa|(?:job |exact |official |current )+(?:title|position)|title|degree in|alma mater)\b|"
        r"\bwhat (?:degree|degrees|qualifications|certifications|licenses?) do you (?:have|hold)\b",
    ),
    (
        Fact.PROFILE,
        r"\bhow (?:long|many years) (?:have|has|did|were|had) you (?:been|worked|work|had|served)\b(?! (?:feel|"
        r"thinking|planning|looking|searching|(?:on|for) (?:a|an|one|each|your)\b))(?! before| until| and)|"
        r"\bhow long (?:are|were) you (?:at|with|in|there)\b|\bsince when (?:are|have|do) you\b",
    ),
    (
        Fact.PROFILE,
        r"\bwhen did you (?:graduate|finish (?:school|college|university)|start (?:working )?(?:at|with|there)|join|"
        r"get hired)\b|\b(?:what|which) year did you\b|\bin (?:what|which) year did you\b",
    ),
    (
        Fact.PROFILE,
        r"\b(?:where|what company|which company|who|for whom) (?:do|did) you (?:currently )?work(?: for| at)?(?: before| now|"
        r" currently| right now)?(?=$|[?.,!])|\bwhat (?:is|was) your (?:previous|last|former|current) (?:job|employer|position)\b(?! like)",
    ),
    (
        Fact.PROFILE,
        r"\b(?:which|what) (?:team|company|firm|unit|station|hospital|department|newspaper|paper|agency|organization|clubs?|teams) (?:did|do|were|"
        r"are) you (?:\w+ )?(?:play|work|working|serve|start|with|at|for|in|employed)\b",
    ),
    # What a word means, and what such people do.
    (
        Fact.MEANING,
        r"\bwhat (?:does|do) (?:the )?\w+ in [\w.]+ (?:stand for|mean)\b|\bwhat (?:does|do|is) (?:the )?(?:(?:abbreviation|acronym|letters|term|word|phrase) )?[\w\"'/&-]+(?: [\w\"'-]+)? "
        r"(?:stand for|mean|short for)\b(?! to| for you)|\bwhat is (?:an?|the) (?:definition|meaning) of\b",
    ),
    (
        Fact.MEANING,
        r"^what is an? (?!typical|normal|good|bad|day|week|common|great|usual|regular|mistake|skill|realistic|question|book|"
        r"way|piece|thing|lesson|myth|misconception|moment|project|habit|better|smart|sign|story|fair|healthy)"
        r"(?:[\w-]+ ){0,2}[\w-]+ ?\?*$",
    ),
    (
        Fact.MEANING,
        r"\bdifferences? between (?!how|what|working|being|the (?:job|work) you|your|you)"
        r"(?:(?!you\b|your\b|\w+ing\b)[\w'-]+ ){1,5}?and (?:an? |the )?(?:(?!you\b|your\b|\w+ing\b)[\w'-]+ ?){1,4}\?*$",
    ),
    (
        Fact.MEANING,
        r"\bwhat (?:do|does) (?:an? )?(?!your|you|the|a typical|a normal|a good|it|they|this|that|people|a day|"
        r"a week|success|he|she|most|we|i\b|one)[\w-]+(?: [\w-]+){0,2} (?:actually |exactly )?do ?\?*$",
    ),
]
_FACTS = [(fact, re.compile(pattern)) for fact, pattern in _PATTERNS]

# What only this person can say.
_THEIRS = re.compile(
    r"\b(?:in your (?:experience|opinion|own|eyes|view|case|mind|words|time)|(?:do|did|would|had|have) you (?:\w+ )?(?:think|"
    r"feel|find(?! out)|wish|believe|guess|consider|enjoy|like|notice|imagine|handle|deal|cope|see|expect)|"
    r"you (?:think|thought|feel|felt|find(?! out)|wish|personally)|your own|for you\b|to you\b|your (?:average |typical |normal )?(?:day|week|"
    r"shift|shifts|workload|caseload|decision|family)|surpris\w+|worth it|make sense|makes sense|"
    r"why|mean for|hide|changed?|tell you|look for|looks? for|separates?|stand out|advice|recommend|"
    r"best (?:way|ways|time|part)|hardest|toughest|favou?rite|honestly)\b"
)
_OWN_NUMBERS = re.compile(
    r"\bhow (?:many|much|long|often)\b[^?]*\b(?:do|did|does|have|had|are|would|can) you (?!guys\b|all\b|need\b|have to\b|"
    r"(?:\w+ )?(?:been|worked)\b)|\b(?:on|in|under|with) (?:your (?:\w+ )?(?:team|crew|shift|unit|group|squad|class|classroom)|you)\b|"
    r"\bhow (?:many|much) of (?:the|your|what|that|those|it)\b"
)


_NEXT_QUESTION = re.compile(
    r",? (?:and|but|or|so) (?=(?:what|how|why|which|who|where|when|do|does|did|is|are|can|could|would|will|if)\b)"
)


def facts(sentence: str) -> set[Fact]:
    """What a sentence that `plain` made asks for that can be looked up."""
    if shape(sentence) == Shape.STATEMENT:
        return set()
    return {fact for clause in _NEXT_QUESTION.split(sentence) if not _THEIRS.search(clause) for fact in _first(clause)}


def _first(clause: str) -> Iterator[Fact]:
    is_their_number = _OWN_NUMBERS.search(clause) is not None
    for fact, pattern in _FACTS:
        if (fact in (Fact.PROFILE, Fact.ADMISSION) or not is_their_number) and pattern.search(clause):
            yield fact
            return
