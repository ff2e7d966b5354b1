"""Words that name people and places, and words that only look as if they did.

The lists are short and general: common given names of Britain and Ireland with their short forms, larger
places of the United Kingdom, and words that often begin a sentence.  A study's own names come from its
transcripts and its register (`familypanel.coding.disclosure`).
"""

from __future__ import annotations

__all__ = ["GIVEN", "HARMLESS", "OPENERS", "PLACES", "WORD_NAMES"]

# Given names that are no ordinary words: flagged however they are written.
GIVEN = frozenset(
    """
    aaron abbie abdul abigail adam adrian ahmed aidan aisha alan alex alexander alfie ali alice alison
    alun alys amanda amelia amina amy andrea andrew aneirin angela angharad anita ann anna anne annie
    anthony anwen archie arthur arwel asha ashley awel ayesha barbara barry beca becky benjamin
    bernadette bethan bethany betsan bleddyn branwen brenda brian bridget bronwen cai caitlin callum
    cameron carl carol caroline carys catherine catrin ceri chantelle charlie charlotte chelsea cheryl
    chloe chris christina christine christopher cian ciara claire clive colin connor courtney craig
    dafydd damian daniel danielle danny darren dave david dawn debbie deborah declan delyth demi denise
    derek dewi diane dilys dominic donna dylan eddie edward eilidh eilir eleanor eleri elin elizabeth
    ella ellen ellie elliot elsie emily emlyn emma emrys emyr erin ethan evan evie ewan fatima fergus
    ffion fiona freddie freya gareth gary gavin gemma geraint gethin gillian glenda glenys glyn gordon
    graham greg gruff gruffydd guto gwen gwenllian gwyn gwyneth hannah harriet harry hassan hayley
    heather heidi heledd helen henry hollie hussain huw hywel iain ian ibrahim idris ieuan ifan imogen
    imran ioan iolo iona isaac isabella isla iwan jac jackie jacob jade jake jamal james jamie jan jane
    janet janice jason jayden jean jeff jen jennifer jenny jess jessica joan joanna joanne joe joel john
    johnny jon jonathan jordan joseph josh joshua joyce judith julia julian julie justin kai karen kate
    katherine kathleen katie kay kayleigh keira keith kelly ken kenneth kerry kevin khadija khalid kian
    kim kirsty kyle laura lauren leah leanne leila lena leo leon lesley lewis liam linda lisa llinos
    lloyd llyr logan lorraine louis louise lowri luca lucas lucy luke lynda lynn lynne madison maggie
    maisie malcolm mali margaret marged maria marian marie marilyn martha martin mary maryam mason matt
    matthew maureen megan meinir meleri mia michael michelle mike mohammad mohammed moira molly morag
    muhammad nadia nancy naomi natalie natasha nathan neil nerys nia niamh nicholas nick nicola nicole
    nigel noah noel nora oisin oliver olivia omar oscar osian osman owain owen paddy patricia patrick
    paul paula pauline peredur pete peter phil philip phillip rachel rafal ralph rebecca reece rhian
    rhiannon rhodri rhona rhys richard rita robert roberta robin roger ronan rosie ross roy ruairi
    rupert russell ruth ryan sadia saira sally sam samantha samuel sandra sara sarah scott sean seren
    shannon sharon shaun sheila shelley shirley sian simon siobhan sion sioned sophie stacey stella
    stephanie stephen steve steven stuart susan susie suzanne sylvia taylor teresa terry thomas tim
    timothy tina toby tom tomos tony tracey tracy trevor tudur tyler vanessa vera vicky victoria vincent
    wayne wendy william yasmin yusuf yvonne zac zach zainab zara zoe
    """.split()  # noqa: SIM905
)

# Given names that are ordinary words too: flagged where they are written with a capital.
WORD_NAMES = frozenset(
    """
    amber angel ash basil ben beth bill bob bryn carrie chastity christian clay cliff crystal dai daisy
    dale dean dot drew earnest eira eve faith flora frank gene ginger glen grace grant haf hazel heath
    honey hope iris ivy jack jasmine jay jet joy lance lee lily mark max melody miles misty nick non
    olive pearl penny poppy rob robin rod rose ruby rusty sage sandy sky stan sue summer victor violet
    willow
    """.split()  # noqa: SIM905
)

PLACES = frozenset(
    """
    aberdeen abertawe aberystwyth antrim bangor barnsley barry belfast birkenhead birmingham blackburn
    blackpool bolton bournemouth bradford brecon bridgend brighton bristol bromley burnley caerdydd
    caernarfon caerphilly camden cardiff cardigan carlisle carmarthen ceredigion chelmsford cheltenham
    chester colchester coventry croydon cumbria denbigh derby derry devon doncaster dorset dublin dudley
    dundee durham edinburgh enfield england essex exeter falkirk fife gateshead glasgow gloucester
    grimsby gwent gwynedd hackney haringey harlow hartlepool haverfordwest hereford hertfordshire
    holyhead huddersfield inverclyde inverness ipswich ireland islington kent kirkcaldy lambeth
    lancashire lancaster leeds leicester lewisham lincoln liverpool london luton maidstone manchester
    margate merthyr middlesbrough midlothian motherwell neath newcastle newport newry northampton
    norwich nottingham oldham omagh oxford paisley pembroke peterborough plymouth pontypridd poole
    portsmouth powys preston rhondda rhyl rochdale rotherham salford scotland scunthorpe sheffield
    shrewsbury southampton southend southwark stirling stockport stoke sunderland surrey sussex swansea
    swindon taunton teesside telford tottenham truro tyneside wakefield wales walsall wandsworth
    warrington wigan wirral wolverhampton worcester wrecsam wrexham york yorkshire
    """.split()  # noqa: SIM905
)

# Written with a capital, and naming nobody.
HARMLESS = frozenset(
    """
    i monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays
    fridays saturdays sundays january february march april may june july august september october
    november december christmas easter ramadan eid diwali english welsh saesneg gymraeg cymraeg chymraeg
    tv ok mum dad nan year
    """.split()  # noqa: SIM905
)

# Words that often stand at the beginning of a sentence and perhaps nowhere else in a small study.
OPENERS = frozenset(
    """
    absolutely actually afterwards again ages all almost also although always and another any anybody
    anyone anything anyway apart apparently are as ask at basically be because before being believe best
    better between big bit both brilliant but by can careful cheaper clearly closely could dads days
    definitely depends did different difficult distance do does doing don't during each early easier
    easy eight eighteen eleven either enormously enough especially even eventually ever every everybody
    everyone everything exactly except exhausting fair families few fifteen fifty finally first five for
    forty four from getting give given go going good grateful half happy hard having he health help
    helpful her here him his honestly hopefully how however if important in instead is it its it's just
    kids kind knowing last lately later learning less lesson let like listen listening little longest
    look looking lots loud love lovely luckily lucky mainly many maybe me meals meeting mixed money more
    most mostly mothers moving mums my naturally never new next nice nine no nobody none normally nor
    not nothing now obviously of off often oh once one only or other otherwise our out over parents
    people perhaps plus practical pretty probably quiet quite rather really rents right sad same say
    seasonal second second-hand see seeing seven sharing she shouting sick simple since six slowly small
    so some somebody someone something sometimes somewhere soon sorry steadier still stop strange such
    supervision sure surely take talking ten terrible than thank thankfully thanks that that's the their
    them then there there's these they things think thirty this those though thousands three time timing
    tired tiredness to today together tomorrow tonight too towards trust trusting try trying twelve
    twenty twice two under until up usually very visits waiting was we weeks well were what whatever
    when whenever where which while who whoever whole why wish with within without wonderful work
    working worried worse would yeah years yes yesterday yet you young your busier blokes achos ac ar
    bob buon bydd byth da dach dim diolch doedd dw dyna dyma drwy'r ei erbyn fe felly fi fodd fy gallwn
    gan ges hi hyd i'r llawer mae mae'n mae'r mi nac nid nes neu oedd ond oes os pan pob popeth pwy
    roedd roeddwn rydw rydyn sut sy wedi weithiau wel wrth wyddwn ydi ydw ydych ydy yn yna yr ches
    cefais hoffwn
    """.split()  # noqa: SIM905
)
