// Package comply names what of a campaign must not be published: what a page promises and the settings do not keep, what
// platforms and the law forbid, and conditions that are not told (CAM-16 as corrected, CAM-12, §2.22 of the research note).
//
// It is pure: the words of the page and of the settings, the terms, and the settings themselves. Words are folded first
// (width, spacing, numerals, usual disguises) and judged clause by clause; what a clause denies ("无需转发") is not held against it.
// It reads Chinese; a page in another language is judged by its numbers' signs and its settings alone.
//
// Some problems may be passed over by whoever has the permission for it, with a reason that is audited: sharing, help, likes and
// bargaining, which are a platform's rules, and conditions that are told elsewhere (CAM-16). All others are put right.
package comply
