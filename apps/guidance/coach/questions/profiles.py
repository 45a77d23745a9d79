"""What a profile says of anybody, and what a word means."""

PROFILE = [
    r"\bwhere did you work (?:before|previously|first)\b|\b(?:what|which) (?:position|title|role|job) do you "
    r"(?:hold|have)\b|"
    r"\bwhat (?:kind|type) of (?:company|firm|organization|place) do you work (?:for|at)\b|\bwhen was your (?:\w+ "
    r")?(?:book|article|"
    r"paper|album|film|record)\b|\bhow old are you\b|\bare you (?:located|based|headquartered|open (?:on|at))\b",
    r"\bwhere (?:did|have) you (?:\w+ )?(?:go to (?:school|college|university|law school|med school|medical school|"
    r"grad school)|study|studied|get your (?:degree|diploma|training|license)|graduate|attend)\b(?![^?]*\b(?:learn|"
    r"taught)\b)|"
    r"\b(?:which|what) (?:\w+ )?(?:school|college|university|academy) did you (?:go|attend|graduate|study)\b",
    r"\bwhat (?:did|do) you (?:major|minor) in\b|\bwhat did you study\b(?! (?:for|to|on your)\b)|\bwhat (?:was|is) "
    r"your (?:\w+ )?"
    r"(?:major|minor|degree|gpa|(?:job |exact |official |current )+(?:title|position)|title|degree in|alma \w+)\b|"
    r"\bwhat (?:degree|degrees|qualifications|certifications|licenses?) do you (?:have|hold)\b",
    r"\bhow (?:long|many years) (?:have|has|did|were|had) you (?:been|worked|work|had|served)\b(?! (?:feel|"
    r"thinking|planning|looking|searching|(?:on|for) (?:a|an|one|each|your)\b))(?! before| until| and)|"
    r"\bhow long (?:are|were) you (?:at|with|in|there)\b|\bsince when (?:are|have|do) you\b",
    r"\bwhen did you (?:graduate|finish (?:school|college|university)|start (?:working )?(?:at|with|there)|join|"
    r"get hired)\b|\b(?:what|which) year did you\b|\bin (?:what|which) year did you\b",
    r"\b(?:where|what company|which company|who|for whom) (?:do|did) you (?:currently )?work(?: for| at)?(?: "
    r"before| now|"
    r" currently| right now)?(?=$|[?.,!])|\bwhat (?:is|was) your (?:previous|last|former|current) (?:job|employer|"
    r"position)\b(?! like)",
    r"\b(?:which|what) (?:team|company|firm|unit|station|hospital|department|newspaper|paper|agency|organization|"
    r"clubs?|teams) (?:did|do|were|"
    r"are) you (?:\w+ )?(?:play|work|working|serve|start|with|at|for|in|employed)\b",
]
MEANING = [
    r"\bwhat (?:does|do) (?:the )?\w+ in [\w.]+ (?:stand for|mean)\b|\bwhat (?:does|do|is) (?:the "
    r")?(?:(?:abbreviation|acronym|letters|term|word|phrase) )?[\w\"'/&-]+(?: [\w\"'-]+)? "
    r"(?:stand for|mean|short for)\b(?! to| for you)|\bwhat is (?:an?|the) (?:definition|meaning) of\b",
    r"^what is an? (?!typical|normal|good|bad|day|week|common|great|usual|regular|mistake|skill|realistic|question|"
    r"book|"
    r"way|piece|thing|lesson|myth|misconception|moment|project|habit|better|smart|sign|story|fair|healthy)"
    r"(?:[\w-]+ ){0,2}[\w-]+ ?\?*$",
    r"\bdifferences? between (?!how|what|working|being|the (?:job|work) you|your|you)"
    r"(?:(?!you\b|your\b|\w+ing\b)[\w'-]+ ){1,5}?and (?:an? |the )?(?:(?!you\b|your\b|\w+ing\b)[\w'-]+ ?){1,4}\?*$",
    r"\bwhat (?:do|does) (?:an? )?(?!your|you|the|a typical|a normal|a good|it|they|this|that|people|a day|"
    r"a week|success|he|she|most|we|i\b|one)[\w-]+(?: [\w-]+){0,2} (?:actually |exactly )?do ?\?*$",
]
