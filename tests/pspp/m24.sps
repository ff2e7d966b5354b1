* Wave m24 of the same panel, compressed (zsav): ids as text with stray spaces and small letters, a
* multiple response set, one blank id, one unknown id, one row twice and two rows that contradict each other.
DATA LIST LIST NOTABLE /urn (A8) int_date (SDATE10) helped1 (F1.0) helped2 (F1.0) helped3 (F1.0) satis (F2.0).
BEGIN DATA
" 00101",2016/03/11,1,0,1,4
"00102",2016/03/18,0,0,0,5
"00102",2016/03/18,0,0,0,5
"00103",2016/03/25,1,1,0,3
"00103",2016/03/25,1,1,0,2
"O0104",2016/03/30,0,1,0,1
"",2016/04/01,0,0,1,2
END DATA.
VARIABLE LABELS urn "Unique Reference Number" /int_date "Date of the interview"
 /helped1 "Helped: a worker's visits" /helped2 "Helped: a group" /helped3 "Helped: advice on money"
 /satis "How satisfied are you with the support?".
VALUE LABELS helped1 helped2 helped3 0 "No" 1 "Yes"
 /satis 1 "Very dissatisfied" 2 "Dissatisfied" 3 "Neither" 4 "Satisfied" 5 "Very satisfied" -9 "Error".
MISSING VALUES satis (-9).
MRSETS /MDGROUP NAME=$helped LABEL="What helped" CATEGORYLABELS=VARLABELS VARIABLES=helped1 helped2 helped3 VALUE=1.
SAVE OUTFILE="m24.zsav" /ZCOMPRESSED.
