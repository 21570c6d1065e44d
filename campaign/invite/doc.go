// Package invite is the 邀请有礼: who brings so many people gets something (REF-02, §2.18).
//
// Somebody opens an account and gets a link. Who comes by it is bound to them; when they do what counts (join, register, buy) they
// are qualified; when they have stayed through the hold period they are valid, and count. At each step of valid invitees the
// referrer gets its reward, once; the invitee may get one too. Who leaves before the hold period ends never counts. Who leaves
// later lowers the count; what was given stays given, unless the rules say that it is to be returned: then it is marked for the
// brand to settle, and nothing is taken silently. When a gift has run out, the step's fallback is given, as the rules told.
//
//	invitee  bound ──did it──▶ qualified ──hold period──▶ valid ──left──▶ revoked
//	           └──window over──▶ lapsed        └──left──▶ revoked
//	reward   granted ──▶ sent ──▶ owed (the count fell, and the rules say so)     returned (nobody took it)
//
// Who has an account is not bound to anybody any more. So every bond leads from an account to one that was opened later, and
// circles cannot be: nobody is brought by somebody whom they brought.
//
// Invariants: what counts is the number of valid invitees; a step is rewarded once; nobody is an invitee twice; nobody invites
// themselves.
package invite
