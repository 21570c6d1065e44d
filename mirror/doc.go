// Package mirror keeps in a channel what we say about people: tags (CUS-02) and remarks (CUS-04).
//
//	a tag put on or taken off here ─▶ customer_echo ─▶ Tend: every bond of the person is compared and marked
//	a person read again             ─▶ Heard: what changed there since is put on or taken off here
//
// Both sides are compared with what we know of the channel (mirror_mark), so that it is clear who changed what: a tag that we put
// there and that is missing was taken off there, and is taken off here and from the person's other bonds. What was asked for is
// written before the call: a lost reply doubles nothing, and what we did ourselves is not heard as somebody else's doing. A person
// who was read before a mark was made says nothing about it.
//
// Outward only the families of tags go that somebody chose to share. A tag that was deleted in the channel is not made there anew
// until its family is shared again. Nothing here can hold back a welcome: it runs in jobs of its own, after the fact.
package mirror
