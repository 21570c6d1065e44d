// Package commit makes hot writes durable many at a time.
//
// A hot verb is a Decider: it reads what a batch needs (Begin), decides each request in order by pure code (Decide) and
// writes what was decided, one statement a table (Apply). A Queue collects requests in memory; one goroutine (Run) takes
// what is queued, at most 512 and without waiting for more, and makes it durable in one transaction. Only then is each
// caller answered, refusals included: a refusal may rest on what the same batch decided before it.
//
// A Decider that is an Ahead, too, has the first decisions of a large batch written while the later ones are made, in the same transaction.
//
// What is promised:
//
//   - A reply without an error is durable. No request is decided twice with effect, none is forgotten.
//   - Requests take effect in the order in which Do accepted them.
//   - A batch that fails on a constraint, on a defect or on a panic is halved until the request at fault stands alone;
//     that request is refused and the others go through. Failures that name no constraint are halved only a few dozen
//     times a batch; a defect that hits everybody refuses everybody soon.
//   - A batch that the storage could not take (full, busy, unreachable) or whose outcome is unknown answers every caller
//     Unavailable, and what the Decider remembers is dropped (Forget). The same idempotency key finds the outcome out.
//   - A caller whose ctx ends stops waiting; its request may be committed nevertheless.
//   - When Run's ctx ends, Do refuses and what is queued is still decided and answered.
package commit
