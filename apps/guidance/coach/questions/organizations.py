"""What an organization says of itself: how old and large it is, where, whose, what it makes."""

import re

ORG = (
    r"(?:compan(?:y|ies)|firm|organization|agenc(?:y|ies)|business|hospital|clinic|bank|museum|library|school|"
    r"university|college|"
    r"department|precinct|police force|fire brigade|station|lab|laboratory|studio|shop|store|restaurant|bakery|"
    r"farm|plant|factor(?:y|ies)|office|"
    r"foundation|nonprofit|charity|union|credit union|team|league|airline|hotel|newspaper|paper|magazine|"
    r"theater|zoo|park|church|chain|brand|institute|institution|center|startup|start-up|practice|"
    r"court|county|city|district|academy|brewery|gallery|publisher|network|channel|employer|workplace|program|"
    r"archive|bureau|corporation|group|garage|company's|campus)"
)
_THE_ORG = (
    rf"(?:(?:the|your|this|that|ur) (?:[\w'&-]+ ){{0,3}}?{ORG}|it|they|you guys|you all|the place|your place|"
    r"your employer|the place where you (?:work|are)|where you work)"
)
# What one has to be there to know.
_FELT_WORDS = (
    r"(?:feels?|good|well|nice|great|fun|hard|easy|stressful|friendly|diverse|supportive|strict|boring|safe|happy|"
    r"unhappy|toxic|competitive|"
    r"flexible|welcoming|chang\w+|better|worse|busy|fair|really|treats?|values?|cares?|appreciates?|supports?|"
    r"lets?|helps?|matters?|respects?|"
    r"likes?|wants?|tries|try|allows?|listens?|encourages?|you|your kids|miss|proud|loud|quiet|dangerous|stress|"
    r"pressure|culture|atmosphere|"
    r"mood|morale|people nice|get along|gets along|like you|trust\w*|enough|too|still feel|ever|struggl\w+|"
    r"suffer\w*|worth|ready|aware|"
    r"drama|politics|gossip|burn\w*|prepare\w*|teach\w* you|think|believe|know|seem\w*|look\w*|hir\w+|recruit\w*|"
    r"need|intern\w*|jobs?|"
    r"positions?|openings?|vacanc\w+|like|trouble|reputation|hate\w*|love\w*|lonely|expect\w*|push\w*|room|"
    r"work-life|balance|"
    r"healthy|old-fashioned|modern|chaotic|organized|open to|strong|close|tight|mean|short)\b"
)
FELT = re.compile(rf"\b{_FELT_WORDS}")
ORGANIZATION = [
    rf"\b(?:when|what year|which year|who|how long ago)\b[^?]{{0,25}}?\b(?:{ORG}|it|they)\b[^?]{{0,25}}?"
    r"\b(?:founded|established|built|created|started|open(?:ed)?|begin|began|start|incorporated|merged?|launched)\b",
    rf"\bwho (?:founded|started|owns|runs|leads|heads|manages|built|funds|directs|created) (?:the|your|this|"
    rf"that|ur) (?:[\w'-]+ ){{0,3}}?{ORG}",
    r"\bwho (?:is|was|are) (?:the|your) (?:\w+ ){0,2}?(?:ceo|cfo|president|directors?|owners?|dean|chief|mayor|"
    r"sheriff|founders?|chair\w*|principal|superintendent|commissioner|head|publisher|editor in chief|"
    r"executive director|managing partner|secretary|governor)\b",
    r"\bhow (?:old|big|large) (?:is|are|was) "
    rf"(?:the |your |this |ur )(?!team\b)(?:[\w'-]+ ){{0,3}}?(?!team\b){ORG}",
    r"\bhow many (?:[\w-]+ ){0,2}?(?:employees|people|workers|staff|locations|branches|offices|stores|sites|"
    r"countries|states|customers|members|clients|students|beds|officers|teachers|nurses|doctors|lawyers|"
    r"attorneys|partners|engineers|departments|factories|plants|shops|restaurants|hotels|patients|visitors|"
    r"volunteers|buildings|acres|schools|units|trucks|planes|books|animals|species|courts|judges|firefighters|"
    r"deputies|hospitals|clinics|programs)\b[^?]*?\b(?:"
    rf"(?:work|works|employed|are|is|does|do|did)\b[^?]*?\b(?:{ORG}|there\b|you guys|employ|at \w+)|"
    rf"(?:{ORG}|you guys|they|it) (?:\w+ )?(?:have|has|employ|employs|serve|serves|own|owns|run|runs|operate))",
    r"\bhow many (?:employees|branches|locations|offices|stores|sites|franchises)\b",
    r"\b(?:where|in (?:what|which) (?:city|state|country|town|building)) (?:is|are|can i find) "
    rf"(?:{_THE_ORG}|(?:your|the) (?:\w+ )?(?:headquarters?|head office|main office|hq|offices?|location|address|"
    r"building|entrance))\b(?! (?:going|headed|heading|moving|in (?:ten|five)))|\b(?:headquartered|hq)\b",
    r"\bwhat (?:is|are|was) (?:the|your|its|their|ur) (?:[\w'-]+ ){0,4}?(?:address|phone number|headquarters|"
    r"(?:opening|business|visiting|office) hours|hours of|opening times|website|zip code|mission(?: statement)?|"
    r"revenue|turnover|"
    r"annual budget|budget|stock price|market share|core values|slogan|motto|parent company|main products?|"
    r"products|services|competitors|office number|email address|fax|enrollment|circulation)\b",
    rf"\bwhat (?:\w+ )?(?:do|does) {_THE_ORG} (?:(?<!they )(?<!it )do|make|sell|produce|offer|manufacture|"
    rf"specialize in|"
    r"provide|build|publish|grow|stand for|import|export|focus on|deal in)\b(?! (?:to|when|if|differently|about|"
    r"for (?:you|its|their|your))\b)",
    rf"\b(?:what|which) (?:\w+ )?(?:products?|services?|courses|classes|programs|majors|degrees|brands|models|"
    r"languages|departments|specialties|benefits|products? lines?|kinds? of (?:products|services|courses))\b[^?]*"
    rf"\b(?:do|does) {_THE_ORG} (?:\w+ )?(?:do|make|sell|produce|offer|have|provide|teach|carry|run)\b",
    rf"\b(?:is|are|was) {_THE_ORG} (?:\w+ )?(?:a |an |part of |owned )?(?:\w+ )?(?:public(?:ly)?|private(?:ly)?|"
    r"family[- ]owned|non-?profit|for-?profit|traded|unionized|federal|accredited|government|owned|a subsidiary|"
    r"part of|listed|certified|franchise|international|open (?:on|at|to the public)|"
    r"located|based|headquartered|global|religious|state)\b",
    r"\b(?:is|are) (?:the|your) (?:[\w'-]+ ){0,2}?(?:headquarters|head office|main office|hq|branch|offices?) "
    r"(?:\w+ )?(?:in|on|near|at|here|located)\b",
    rf"\b(?:does|do|did|has) (?:the|your|this|ur) (?:[\w'-]+ ){{0,3}}?{ORG} (?:\w+ )?(?:have|has|own|offer|sell|"
    r"make|operate|run|publish|belong|go public|serve|provide|ship|export|accept|use|got) (?!to\b|your\b|enough\b|a "
    r"good\b|good\b|high\b|much\b|any (?:problems|plans|idea))(?:[\w'-]+)",
    rf"\b(?:is|was|were|are) (?:the|your|this) (?:[\w'-]+ ){{0,3}}?{ORG} (?:\w+ )?(?:founded|built|established|started|"
    r"opened|run by|funded by)\b|\b(?:what|which) year (?:did|was|were|is) (?!the (?:best|hardest|worst)\b)",
    r"\b(?:does|do|did) (?!(?:it|this|that|these|those|anyone|anything|anybody|someone|he|she|one|everyone|you|i|"
    r"we|people|my|"
    r"your|the|a|an|most|all|clients|customers|patients|students|kids|parents|they)\b)[\w'&-]+(?: [\w'&-]+)? "
    r"(?:sell|offer|"
    r"produce|manufacture|operate|own|publish|export|ship|have (?:an?|any) (?:\w+ )?(?:offices?|branch|location|store|"
    r"program|union|factory|plant))\b",
    r"\bhow many (?:students|people|children|kids|pupils|members|patients|visitors) (?:go|come|attend|study|live|"
    r"are enrolled|belong|"
    r"visit)\b",
    r"\b(?:tell|give|send|text|share)(?: me)? (?:the|your) (?:[\w'-]+ ){0,4}?(?:address|phone number|opening hours|"
    r"business hours|"
    r"hours|website|headquarters|email address|number of (?:employees|people|branches|staff))\b",
    rf"\b(?:is|was|are) (?:the|your|this) (?:[\w'-]+ ){{0,2}}?{ORG} "
    r"(?![^?]*\b(?:like|say|says|really)\b)(?:an? (?!(?:\w+ )?(?:good|great|nice|hard|tough|fun|happy|safe|fit|"
    r"place|family|healthy|toxic|boring|"
    r"friendly)\b)|in (?!trouble)|on |at |part (?!of the problem)|under |near |(?:founded|owned|run|funded|located|"
    r"certified|accredited|unionized|listed|registered|licensed|regulated)\b|free\b|open\b|closed\b|union|public|"
    r"private|bigger|larger|older|still (?:in|open|owned))",
    rf"\b(?:if|whether) (?:the|your|this) (?:[\w'-]+ ){{0,2}}?{ORG} (?:has|have|costs?|offers?|sells?|makes?|"
    rf"requires?|accepts?|"
    r"owns?|serves?|charges?|provides?|is (?:public|private|a |an |open|accredited|free|unionized|part of))\b",
    r"\bhow (?:tall|old|high|wide|deep|heavy) (?:is|are|was|were) (?!you\b|your (?:kids|children|daughter|son)\b)|"
    r"\bhow many (?!of\b|times\b)(?:[\w-]+ ){1,3}?(?:can|are|is|were|was|will|could) (?:the|there|your|a|an|in|on|"
    r"at|it|this) (?![^?]*\byou\b)",
    r"\bwho (?:is|was|are|were) (?:the|your) (?!(?:\w+ )?(?:best|worst|first|one|person|people|most|toughest|"
    r"hardest|kind)\b)"
    r"(?:[\w'-]+ ){0,3}?(?:curator|head|coach|captain|editor|owner|manager|leader|founder|boss|chair|president|"
    r"director|"
    r"producer|judge|attorney|secretary|minister|conductor|mayor|principal|dean|sponsors?|clients?|competitors?|ceo)\b"
    r"(?! like)(?![^?]*\b(?:who|you) )",
    r"\bwhat (?:kind|type|sort) of (?:company|organization|business|firm|place|agenc(?:y|ies)|hospital|museum|school|"
    r"institution|law|farm|"
    r"shop) (?:is|are|does|do) (?!(?:it|that) like)(?!you\b)|"
    r"\b(?:list|name|tell me|give me|what are|which are) (?:for me )?(?:the|your|all the) (?:[\w'-]+ )?(?:practice "
    r"areas|services|products|branches|"
    r"departments|locations|partners|clients|brands|departments)\b",
    rf"(?:^|, |\b(?:and|but|or|so|if|whether) )(?:is|are|was|were|does|do|did|has|have|will|can) (?:the|your|this|"
    rf"these) (?:[\w'&-]+ ){{0,2}}?{ORG}(?:s|"
    rf"'s \w+)? (?!{_FELT_WORDS})"
    rf"(?![^?]*\b{_FELT_WORDS}\b)\w+",
    r"\b(?:what|which) (?:counties|states|countries|cities|bills|tests|exams|courses|schools|departments|brands|"
    r"services|products|"
    r"companies|markets|languages|programs|laws|licenses|agencies|grants|scholarships|insurances?|awards|regions|"
    r"neighborhoods|"
    r"materials|machines|crops|animals|teams|methods|tools|software|equipment|position|positions)\b (?:is|are|does|"
    r"do|did|has|have) "
    r"(?!you\b|your (?:own|day|team|boss)\b|i\b|we\b|people\b|beginners\b|worth\b|most\b)(?:[\w'-]+ "
    r"){1,5}?(?!matter|value|help)\w+",
    r"\bwho (?:sponsors|funds|designed|owned|regulates|governs|publishes|operates|supplies|invented|wrote|won|"
    r"built) (?!you\b|your (?:\w+ )?"
    r"(?:education|training|studies|first)\b)",
    r"\bwhen (?:is|was|does|did|will) (?!(?:it|that|this) (?:\w+ )?(?:feel|start to|stop|become|get|ok|right|"
    r"enough|time|too)|you\b|your (?!"
    r"(?:\w+ )?(?:firm|company|office|store|museum|season|program|next)\b)|enough|the (?:last|first|best|worst|"
    r"right|moment)\b|someone|"
    r"somebody|an?\b|one|i\b|we\b)[^?]*\b(?:season|fair|exam|founded|built|open\w*|start\w*|begin|close\w*|take "
    r"place|held|due|end|established|"
    r"published|accept\w*|election|merger|law|hired|launch\w*)\b(?! (?:feeling|to feel|for you))",
    r"\bwhat (?:is |are )?(?:the |your )(?:full |official |legal )?(?:name|mission|motto|budget|address|website|"
    r"phone number|location|founder|"
    r"revenue|logo|position) (?:of|in|at) (?:the|your|this|our)\b|\bwhat (?:is )?your (?:position|role|title) "
    r"(?:in|at|with) (?:the|your)\b|"
    rf"\bwhat (?:exactly )?(?:the|your) (?:[\w'-]+ ){{0,2}}?{ORG} (?:actually |exactly )?(?:does|makes|sells|"
    rf"offers|produces|publishes)\b(?! (?:to|for|when|if))",
    r"\bis (?!it\b|this\b|that\b|your\b|there\b)(?:[\w'&-]+ ){1,4}?an? (?:family|public|private|non-?profit|"
    r"government|state|federal|foreign|"
    r"local|global|for-profit) (?:business|company|firm|organization|agenc(?:y|ies)|institution|school|university)\b",
    r"\bhow many (?!of\b|times\b|(?:\w+ )?(?:hours|people|nights|days|drafts|patients|clients|cases|kids|students) "
    r"(?:do|did|can|would) you\b)"
    r"(?:[\w-]+ ){1,3}?(?:does|do|did|has|have) (?:the|a|an|your|this) (?!(?:\w+ )?(?:team|average|typical|"
    r"normal)\b)(?:[\w'-]+ ){1,4}?(?:have|has|make|"
    r"sell|hold|own|need|run|get|play|cover|serve|use|take)\b|\bhow many (?:\w+ ){1,2}?(?:are|is) there\b|"
    r"\b(?:and|,) how many (?:\w+ ){1,2}are there\b",
    r"\b(?:are|is) there (?:any |other |more |another )*(?:offices?|branch(?:es)?|locations?|stores?|campus(?:es)?|"
    r"subsidiar\w+)\b|"
    r"\bwho is (?:in charge|the one in charge) of\b|\bwhat is the (?:history|story|origin|background) of (?:the|your) "
    rf"(?:[\w'-]+ ){{0,2}}?{ORG}\b",
]
