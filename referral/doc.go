// Package referral owns who brought whom: claims with their evidence, the recorded referrer of everybody, the influence
// forest with its counts and sums (REF-04, CUS-09), invitations and leaderboards (REF-01), personal codes and links
// (REF-03), and referrals named at the counter (REF-11).
//
// What holds at every commit:
//
//   - Every claim is kept with its verdict and the reason; a bond is the claim that holds, one of a person as booked.
//     Nothing is guessed: without a claim the referrer is unknown.
//   - The forest is over people as they are now. Its edges are the bonds, read through aliases: of several of one person the
//     earliest; none that leads to the person themselves; of a circle, which only a merge can make, the latest is left out
//     and noted. It has no circle and nobody below themselves.
//   - Counts of people are right in the transaction of the bond, sums of spend in that of the handler of the order's fact,
//     and both in that of the handler of a merge. Check grows everything anew and compares.
//   - Whoever changes claims, bonds or nodes holds the lock of the forest alone. It is the last lock taken.
//   - referral_day counts bonds, referral_inviter_day invitations, under the store and the staff of the person brought when
//     the claim came. They are written only as differences, in the transaction of the claims. Rows of zeros are deleted.
//
// It publishes Bound and Voided, and hears customer.Merged and Unmerged, commerce.OrdersPlaced and OrdersChanged,
// community.Joined and Left. Bind, Follow, Respend and ForgetImport join the transaction of the room that calls them, which
// has asked for permission and publishes Facts.
//
// Personal data stand only in the note and the evidence of a claim, and go when either person is erased.
package referral
