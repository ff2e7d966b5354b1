* Wave baseline of a small panel, written by GNU PSPP: ids as padded text, labels with Welsh accents,
* user-missing single values, a range from LO, a text longer than 255 bytes, dates, labels on a text.
DATA LIST LIST NOTABLE /urn (A8) lone (F2.0) children (F2.0) int_date (DATE11) region (A3) worry (F3.1) satis (F2.0) talk (A300).
BEGIN DATA
00101,1,2,03-MAR-2014,N,2.5,4,"Mae'r gweithiwr wedi helpu'n fawr; cŵn a phlant yn hapus."
00102,2,3,10-MAR-2014,S,-1,5,""
00103,-2,1,17-MAR-2014,N,3.5,-9,"Dim byd i'w ychwanegu."
00104,1,-8,24-MAR-2014,W,1,2,"We would have liked more visits."
00105,2,4,31-MAR-2014,ZZ,-7.5,1,"None"
00106,.,2,07-APR-2014,W,.,3,"  two spaces before"
END DATA.
COMPUTE #n = 0.
LOOP #n = 1 TO 28.
+ IF (urn = "00104") talk = CONCAT(RTRIM(talk), " ", "again ŵ ").
END LOOP.
VARIABLE LABELS urn "Unique Reference Number"
 /lone "Ydych chi'n rhiant unigol? Are you a lone parent?"
 /children "How many children live with you?"
 /int_date "Date of the interview"
 /region "Part of the country"
 /worry "How worried are you, from 0 to 10?"
 /satis "How satisfied are you with the support?"
 /talk "Anything else, in your own words (hunt ŷ â ô)".
VALUE LABELS lone 1 "Ydw (yes)" 2 "Nac ydw (no)" -1 "Don't know" -2 "Refused" -8 "Not applicable" -9 "Error"
 /children -1 "Don't know" -8 "Not applicable"
 /region "N" "North" "S" "South" "W" "Wales" "ZZ" "Not coded"
 /satis 1 "Very dissatisfied" 2 "Dissatisfied" 3 "Neither" 4 "Satisfied" 5 "Very satisfied"
   -1 "Don't know" -2 "Refused" -9 "Error".
MISSING VALUES lone (-9 THRU -1) /children (-1, -8) /region ("ZZ") /worry (LO THRU -1) /satis (-9 THRU -1).
VARIABLE LEVEL lone region (NOMINAL) /satis (ORDINAL) /children worry (SCALE).
SAVE OUTFILE="baseline.sav".
