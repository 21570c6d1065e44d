// Package page says what is on a page for customers: blocks, in three sections of which the first catches, the second proves and the
// third asks (上中下三段, LND-01). It is data and rules about data: web/h5 shows it, a campaign and a landing page keep it.
//
// The room owns the pictures of those pages. Whatever is uploaded is decoded and written anew, small enough for a phone on a slow
// network, so that nothing of the file that came in is ever served; a picture is named by its content and never changes.
package page
