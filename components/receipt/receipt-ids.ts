/** The elements of the receipt page that its script takes hold of. */
export const RECEIPT_FORM = 'receipt-form'
export const RECEIPT_FILE = 'receipt-file'
export const RECEIPT_TEXT = 'receipt-text'
export const RECEIPT_STATUS = 'receipt-status'
export const RECEIPT_RESULT = 'receipt-result'
