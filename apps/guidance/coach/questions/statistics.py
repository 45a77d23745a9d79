"""What many are paid, how a field grows, and other numbers that somebody has counted."""

PAY = [
    r"\b(?:do|does) (?!you\b|it\b|they\b|your\b)(?:[\w'-]+ ){1,4}?(?:earn|make) (?:more|less|over|under|about|at "
    r"least|\$|\d)",
    r"\b(?:average|typical|median|mean|usual|starting|entry[- ]level|base|going|normal|minimum|hourly|annual|expected|"
    r"current|standard)\b[^?.]{0,25}?\b(?:salar(?:y|ies)|pay|wages?|income|earnings|rates?|compensation|paycheck|"
    r"stipend)\b",
    r"\b(?:what|how (?:high|much|good|big)) (?:is|are|was) (?:the|a|an) (?:[\w'-]+ ){0,3}?(?:salar(?:y|ies)|pay|wages?|"
    r"income|earnings|compensation|paycheck|pay ?scale|bonus|stipend|salary range)\b",
    r"\b(?:how much|what)(?: money)? (?:do|does|can|could|would|will|did) "
    r"(?!you\b|your (?:own|family)\b|i owe\b)(?:[\w'-]+ ){1,6}?(?:make|earn|get paid|be paid|bring home|take home|"
    r"start (?:at|on|with|off)|pay|cost|charge|expect to (?:make|earn)|get per|get an hour|get a year)\b(?! (?:you|"
    r"it|up|of|sense|decisions|mistakes)\b)",
    r"\bhow (?:many|much) (?:[\w-]+ ){1,4}?do (?!you\b|we\b|i\b|they\b|your\b)(?:[\w'-]+ ){1,4}?(?:get|earn|work|"
    r"receive)\b",
    r"\bwhat an? (?:[\w'-]+ ){1,4}?(?:gets|makes|earns|starts (?:at|on|with)|is paid|brings home|takes home)\b"
    r"(?! (?:of|out|from|up|sense)\b)|"
    r"\bhow much (?:is|are) (?:[\w'-]+ ){1,4}?paid\b|\bwhat (?:\w+ )?(?:salary|pay|wage) (?:can|do|does|would|"
    r"should|range)\b|"
    r"\bwhat (?:range|kind of salary|salary range)\b[^?]*\b(?:pay|salary|earn|make)\b",
]
OUTLOOK = [
    r"\b(?:what|which|how high) (?:is |are |was )?(?:the )?(?:\w+ )?(?:average (?:age|number|size|cost|price|"
    r"length|time)|percentage|percent|"
    r"share|proportion|ratio|number) of (?!(?:your|the|that|it|what)\b)|\bwhat percent\b(?! of your)|\bwhat (?:is|"
    r"are|was|were) the (?:\w+ )?"
    r"(?:population|capacity|size|cost|price|date|dates|ranks?|law|rules?|penalty|fine|record|statistics|job "
    r"description|"
    r"duties|pay grades?|application process|ranking|legal \w+|largest|oldest|steps (?:to|for) "
    r"(?:get(?:ting)?|becom(?:e|ing)|obtain(?:ing)?|apply(?:ing)?|qualify(?:ing)?|earn(?:ing)?))\b(?! (?:you|that "
    r"you|nobody|no one))",
    r"\bhow many (?:\w+ ){1,3}?are (?:in|on|at|there in) (?:a|an|the)\b(?![^?]*\byou)",
    r"\b(?:job|employment|career|labor|hiring) (?:outlook|growth|prospects|forecast|projections?|market)\b(?! (?:feel|"
    r"seem|look to you))|\b(?:growth|unemployment|employment|turnover|vacancy|retirement|divorce|burnout) rate\b|"
    r"\b(?:projected|"
    r"forecast\w*|predicted)\b|\bhow fast is (?:the|this) (?:\w+ )?(?:field|industry|sector|profession)\b|"
    r"\bhow many (?:[\w-]+ ){1,3}?(?:are there|work|jobs are|jobs there|exist|practice|graduate)\b[^?]{0,20}\b(?:in|"
    r"across|nationwide|statewide)\b|"
    r"\b(?:are|is) (?:[\w-]+ ){1,4}?(?:in (?:high |big |great |short )?demand|a growing (?:field|industry|"
    r"profession))\b|\bis (?:the |this |your )(?:\w+ ){0,2}?(?:field|industry|sector|profession|market|demand) "
    r"(?:\w+ )?"
    r"(?:growing|shrinking|expanding|declining)\b|"
    r"\b(?:growth|decline|demand|shortages?) (?:\w+ )?(?:expected|projected|likely)\b(?! (?:of|from)\b)|"
    r"\b(?:field|industry|market|demand|jobs?)(?: (?:for|in) (?:[\w-]+ )?[\w-]+)?(?: (?:is|are))? (?:expected|supposed|"
    r"likely) to (?:grow|shrink|expand|decline|double)\b(?! (?:into|out)\b)|"
    r"\b(?:is|are) there (?:\w+ ){0,2}?(?:shortage|demand for|high demand)\b|\bdemand for [\w -]+\?",
]
