// Package livecode keeps the codes by which people come (活码, CHN-06, COM-09, COM-10): a picture that is printed once, and behind it
// whoever is on duty now or the group that is being filled now.
//
//	printed picture ─▶ our page: four promises, word, district ─▶ the channel's picture ─▶ a member or a group
//	        └───────── direct: no page ──────────────────────────▶        ▲
//	                                                    Tend: who stands behind it, put to the channel when that changes
//
// What holds: the picture and the address of a code never change. A code is not published without the four answers of CHN-11
// (who, what now, what later, how much it will disturb). Who is off duty, over the day's cap, full or gone does not stand behind
// it; when nobody could, the spare ones do, and when there is none the last ones go on and the code says so: a scanned code leads
// somewhere. Arrivals are counted once each. What the channel does not tell, such as scans of a direct code, is unknown and not 0.
package livecode
