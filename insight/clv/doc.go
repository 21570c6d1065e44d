// Package clv holds the models that foretell what buyers will do: how often they order, whether they still are customers,
// and what their orders are worth. It is pure: no database, no clock, no randomness; the same histories give the same bits.
//
// Time is measured in units that the caller chooses (weeks in the product), always from a buyer's first order. Three models
// are fitted by maximum likelihood:
//
//   - BG/NBD (Fader, Hardie, Lee: "Counting Your Customers" the Easy Way, Marketing Science 24, 2005): while a customer,
//     somebody orders at a steady rate λ ~ Gamma(r, α) and leaves after any order with probability p ~ Beta(a, b).
//   - Pareto/NBD (Schmittlein, Morrison, Colombo: Counting Your Customers, Management Science 33, 1987; likelihood as in
//     Fader, Hardie: A Note on Deriving the Pareto/NBD Model, 2005): the same rate, and leaving at a rate μ ~ Gamma(s, β)
//     at any time. It is the cross-check.
//   - Gamma-Gamma (Fader, Hardie: The Gamma-Gamma Model of Monetary Value, 2013): the mean of somebody's orders varies
//     around their own mean, shape p, whose rate ~ Gamma(q, γ); independent of how often they order.
//
// Every likelihood is computed in logarithms; hypergeometric functions by the form whose series always converges. Numbers
// that a model cannot tell are NaN, never 0.
package clv
