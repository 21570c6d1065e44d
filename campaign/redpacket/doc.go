// Package redpacket is the 随机红包: a sum in so many shares, and luck decides who gets how much (§2.11).
//
// The brand puts a packet out; its whole sum is set aside of the budget at once. Who opens it gets the next share, one share a
// person, and the money is transferred. The shares were cut when the packet was made, from a seed that is kept: a line is cut at
// points drawn uniformly, so that every place has the same mean and the same chance of the largest share, and nothing is left to
// decide while thousands open at once. After a day what nobody took goes back to the budget, and so does a transfer that nobody
// accepted.
//
//	packet  open ──last share──▶ empty            share  won ──▶ received
//	         └──deadline──▶ expired                       └──▶ returned (not accepted in time)
//	pot (the brand's own seat): held while open, smaller by each share
//
// Invariants: Σ shares = the sum, whatever the limits; every share lies between the least and the most; what the pot holds is
// the sum of the shares nobody has; nobody has two shares of one packet.
package redpacket
