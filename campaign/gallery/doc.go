// Package gallery holds campaigns to begin with: named cases that worked (Appendix C of the requirements), each with its terms,
// settings and page, as data (CAM-15). A template is honest as it stands: it keeps within its own budget, and its page brings no
// proof and no placeholder. Dates are missing, and the gifts of rewards, which each shop makes for itself.
package gallery
