// Package handover brings what was bought to whoever bought it (SHP-07, CAM-11): sent to an address, or fetched at a shop.
//
//	waiting ──goods may go──▶ ready ──▶ shipped ──▶ received        delivery; ready without an address waits for one
//	   │                        └────▶ fetched                      pickup, by the code that the buyer shows
//	   └──paid back──▶ withdrawn ◀──paid back whole── ready
//
// What holds at every commit:
//
//   - A seat is handed over once: every step is conditional on the state of its row.
//   - Nothing goes before the game let it (campaign.Fulfil): a team that is not complete ships nothing.
//   - Addresses are sealed by the keyring; staff need phone.reveal to see one, and it is audited. Remembered for next time only with the
//     buyer's consent. Erasing a person forgets them all.
//
// It hears campaign.Asked and pay.Refunded, and publishes nothing.
package handover
