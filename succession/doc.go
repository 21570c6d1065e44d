// Package succession hands on what somebody looks after when they leave, or do something else (CHN-03): customers and groups in the
// channel, and their open tasks here.
//
//	planned ─▶ asked ─▶ waiting (24 h, the customer may refuse) ─▶ done
//	             │            ├─▶ refused by the customer
//	             │            └─▶ full: the successor has no room
//	             └─▶ failed, with the reason                      (a group is done or failed at once)
//
// Every object comes to an explicit result with its reason; what is not done may be tried again, with another successor if need be.
// What was asked for is written before the call: when the answer is lost the channel is asked what became of it, and nothing is
// handed on twice. Once done, the bond with the former keeper ends by "transfer", and the customer's keeper and store are the
// successor's where they were the former keeper's. The history stays where it is: it belongs to the company.
//
// What the channel tells of somebody who is being handed on (Told) is a hint: it is asked what became of it.
package succession
