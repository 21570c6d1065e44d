// Package commerce owns the order book: products and their ladder (SHP-01), sales, refunds and adjustments with their
// lines and the scene in which they were closed (SHP-04), their ingestion from other systems (SHP-12), and spend.
//
// What holds at every commit:
//
//   - A document is known by (source, order no), a line by the ordinal in its document; the same again changes nothing.
//   - The head of a document is the sum of its lines, and a sale's refunded sum is that of the refunds that name it and
//     are not cancelled. A refund may come before the sale it names; it is linked when the sale arrives.
//   - commerce_day, commerce_buyer_day, commerce_buyer and commerce_sku_month equal a rebuild from heads and lines (Check
//     compares). They are written only as differences, in the transaction of the facts.
//   - A sale is an order while it is kept: not cancelled, with a goods line, and not refunded whole. Net sales are
//     amount − refunded − unnamed refunds + adjustments. A cancelled sale counts for neither amount nor refunds.
//   - An order whose source tells no amount (Unpriced: browsing logs) is an order of the funnel, something its buyer did on
//     that day, and no revenue: it has no goods line, so that it is in no sum, and is counted apart (commerce_day.unpriced).
//     A line with a price makes it a kept order like any other.
//   - An order that stands (Order.Stands) is one act of its buyer on its day (customer.Acted), taken back when it no longer
//     does.
//   - commerce_sku_month counts goods lines that have a SKU, of sales not cancelled, whatever was refunded later.
//   - Whoever changes documents of a source first locks its row of commerce_source: one transaction at a time, on both
//     engines. Sources never share documents.
//   - Merging people rewrites nothing here: customer ids are read through customer.Canonical.
//   - commerce_seen tells which import (0: API and hand) saw which lines, buyer and cancellation; an undo folds heads anew
//     from what the others saw.
//
// It publishes OrdersPlaced and OrdersChanged and hears nothing. Take, TakeSpend and ForgetImport join the transaction of
// the room that calls them, which has asked for permission and publishes PlacedBy, or what ForgetImport gives.
package commerce
