// Package lead takes down people who leave a phone number to be called, whatever page they leave it on, and sees that they are
// called (LND-05, COM-09).
//
// What holds: the number is a customer from then on, so that whoever comes later with it is the same person; nobody is taken down who
// did not agree to be called, and the consent keeps where it was given; in the transaction that takes them down somebody is asked to call
// within half an hour, and one who does not is passed on to whoever looks after more. The same number on the same page is one lead a day.
// Leads are bounded by page and by network address. The room holds no number, no mark of a browser and no address in the clear.
//
// It publishes and hears nothing: its pages call Take in their own transaction.
package lead
