// Package flashsale is the 秒杀 and 限量: few things, a low price, first come first served (CAM-08).
//
// Somebody asks for one thing or several; either all of it is held for them, or none. What is held is paid within some minutes
// or goes back on sale at once. Who pays too late gets the thing if it is still there, and otherwise the money back. Nobody
// gets more of a thing than the rules say, however many phones they have; who lets too many holds lapse holds no more.
//
//	claim  held ──paid──▶ sold
//	        │ time, or given up
//	        └──▶ released ──paid late──▶ sold if there is one, else refunding ──▶ refunded
//
// Invariants: of every thing free + held + sold = all of it; when somebody is told that it is sold out, none is free; when nothing
// is open any more none is held: undersold is a defect too.
package flashsale
