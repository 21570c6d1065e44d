// Package poster draws what people pass on as a picture (REF-03): what is offered, and a code that leads there. 750×1334 pixels, of few
// colours, and so a small PNG: of a code with sharp edges a JPEG is several times as large.
//
// The fonts are ours to hand on: a part of Noto Sans CJK SC under another name (font/OFL.txt, scripts/poster-font). A letter that they
// do not have is left out, as emoji are; there are no boxes in place of letters.
package poster
