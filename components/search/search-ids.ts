/** The elements of the search page that its script takes hold of. */
export const SEARCH_FORM = 'search-form'
export const SEARCH_QUERY = 'search-query'
export const SEARCH_STATUS = 'search-status'
export const SEARCH_RESULTS = 'search-results'
export const SEARCH_LIST = 'search-list'
export const SEARCH_REST = 'search-rest'
/** The name of the query in the page's address. */
export const QUERY_NAME = 'q'
