// Package gallery holds campaigns to begin with: named cases that worked (Appendix C of the requirements), each with its terms,
// settings and page, as data (CAM-15). A template is honest as it stands: dates are all that is missing to publish it, and the
// proofs on its page say in 【待填】 what has to be put in their place.
package gallery
