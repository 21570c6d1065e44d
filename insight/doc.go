// Package insight is the metric dictionary: every number the product shows, with what stands behind it.
//
// A Metric is defined once, in a file of its own, and listed in a Book. Asking the Service for a metric gives an Answer:
// values, formula, window, denominators, what was left out and why, the version of the definition and the moment as of
// which it holds. A number that counts something names the set of rows behind it (RowsRef), and Service.Rows lists that
// set: the count of the rows, or the sum of their named column, is the number (INS-20).
//
// Invariants:
//   - An answer is read from one snapshot of the database, under the asking actor's data scope: store and staff stand in
//     the grain of every rollup, so a store's person sees the store's totals.
//   - All people metrics are folded from the same reading, commerce_buyer_day seen through customer_alias, so that two
//     screens never disagree and merged people are one.
//   - What is not recorded is unknown (a nil count, a value without a number) and never 0.
//   - A metric that reads facts one by one (orders, touches, messages, movements) is marked Heavy: pages show its stored answer
//     (Service.Page), computed in the background by Service.Run. The others read rollups alone; a test reads the plans.
//   - A number that one may set (†) is an option of its metric: with a default in the dictionary, a brand's own default
//     (Service.SetDefault), and a value for one question (Params.Options).
//   - What a person is worth, did and stands for is read over the whole company or in scope as the metric says; who is
//     listed, and every count of people, is in the asking actor's scope.
//
// Every night the tiers of people (WriteTiers), and every week the proposals of seed users (ProposeSeeds), are written by
// the verbs of package customer, which own them.
//
// Every night as well what each buyer will do is foretold by the models of package clv (Predict) and stored; rules may ask
// about it (Attributes), so the feed of changes is told whose figures moved. CheckPredictions computes it all again.
//
// The room owns two kinds of facts: experiments with the people who take part (Begin), whose arms are computed and never stored, so
// that rooms which act on people ask Assigned; and costs beside the advertising of commerce (RecordCosts).
//
// The room publishes no facts of its own. It hears orders, people, groups and invitations only to know that stored answers
// are stale. It may read the tables of every room and writes only its own.
package insight
