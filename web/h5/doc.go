// Package h5 is what customers see on their phones: pages made on the server, one document an address, that work without
// scripts. Today: the page before a code (活码).
package h5
