"""Tagged, accessible PDF documents written as a sequence of blocks; see `document.PdfDocument`."""
