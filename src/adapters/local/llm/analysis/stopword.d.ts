/** The package has no types of its own: lists under their ISO 639-3 codes, and functions that are not used here. */
declare module 'stopword'
