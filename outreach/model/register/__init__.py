"""Public registers: read from whatever councils publish, understood, held against what is here.

files        what a file is, and its rows          delimited, excel, json_rows, xml_rows
columns      which column is which field           assets/registers/columns.json
rows         a row as the fields of a record       grid, borders
reading      a register as it was understood       keys
planning     what is new, changed, the same, gone
undoing      what undoing comes to
told         what is said of an import, sealed
"""
