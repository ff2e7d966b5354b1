* One file with everything that GNU PSPP can write: every kind of date, durations over a day, declared missing
* values of every form, labels on texts short and long, multiple responses of four kinds, weight, attributes,
* widths, alignments, documents, a very long text.
DATA LIST LIST NOTABLE /respondent_number (A8) weight_of_case (F8.2) held (DATE11) edited (ADATE10)
 quarter (QYR8) month (MOYR8) week (WKYR10) began (DATETIME20) clock (TIME11.2) lasted (DTIME14)
 pay (DOLLAR10.2) share (PCT6.1) first_language (F2.0) second_language (F2.0) gp (F1.0) school (F1.0)
 said1 (A3) said2 (A3) area (A2) town (A20) talk (A600) low (F8.2) high (F8.2) both (F8.2).
BEGIN DATA
"A1",1.5,03-MAR-2014,03/03/2014,"1 Q 2014","MAR 2014","10 WK 2014","03-MAR-2014 09:30:15",09:30:15.25,"1 05:14:00",12.5,50,1,2,1,0,"Yes","No","N","Bangor","words without end",-7,150,-5
"A2",0.5,31-DEC-1899,12/31/1899,"4 Q 1999","DEC 1999","52 WK 1999","31-DEC-1999 23:59:59",23:59:59,"0 00:00:01",-3,99.5,3,1,0,1,"No","Yes","ZZ","ZZ","",2,3,99
"",1,,,,,,,,,,,,,,,"","","","Llanfair","x",,,
END DATA.
VARIABLE LABELS respondent_number "Unique Reference Number" /talk "In your own words: hunt ŷ â ô"
 /clock "Time of day" /lasted "How long it lasted".
VALUE LABELS area "N" "North" "ZZ" "Not coded" /town "Bangor" "Bangor, Gwynedd" "ZZ" "Not known"
 /first_language second_language 1 "English" 2 "Cymraeg" 3 "Another" /gp school 0 "No" 1 "Yes".
MISSING VALUES low (LO THRU -1) /high (100 THRU HI) /both (-9 THRU -5, 99) /area ("ZZ") /town ("ZZ").
VARIABLE LEVEL first_language second_language (NOMINAL) /low (ORDINAL) /high both (SCALE).
VARIABLE WIDTH talk (60) /pay (14).
VARIABLE ALIGNMENT talk (CENTER) /pay (LEFT) /area (RIGHT).
VARIABLE ROLE /TARGET high /PARTITION area.
VARIABLE ATTRIBUTE VARIABLES=gp ATTRIBUTE=source("register").
DATAFILE ATTRIBUTE ATTRIBUTE=agency("field").
MRSETS /MCGROUP NAME=$languages LABEL="Languages at home" VARIABLES=first_language second_language
 /MDGROUP NAME=$helped LABEL="Who helped" VARIABLES=gp school VALUE=1
 /MDGROUP NAME=$said CATEGORYLABELS=COUNTEDVALUES VARIABLES=said1 said2 VALUE="Yes"
 /MDGROUP NAME=$named LABELSOURCE=VARLABEL CATEGORYLABELS=COUNTEDVALUES VARIABLES=gp school VALUE=1.
WEIGHT BY weight_of_case.
FILE LABEL "Everything at once".
ADD DOCUMENT "First line of a note" "and the second".
SAVE OUTFILE="features.sav".
