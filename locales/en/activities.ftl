# The types of activity.
field-required = (required)
field-optional = (optional)
text-around = Introduction

page-name = Page
page-purpose = A text to read, with headings, lists, tables and images.
page-text = Text of the page
page-empty = Write the text of the page.
page-line = { $minutes ->
    [one] Page, 1 minute
   *[other] Page, { $minutes } minutes
}

label-name = Label
label-purpose = A few words between two activities, to greet, to part or to announce.
label-text = Text
label-text-help = It is read on the page of the parcours itself. The title is for designers only.
label-empty = Write the text of the label.

file-name = File
file-purpose = One or several documents to download.
file-kept = Files of the activity
file-kept-help = Untick those that are to go.
file-add = Add files
file-add-first = Files
file-limit = { $max } MB at most each. Several can be chosen.
file-missing = Choose at least one file.
file-too-many = An activity has { $most } files at most.
file-line = { $files ->
    [one] 1 file, { $size }
   *[other] { $files } files, { $size }
}

url-name = Link
url-purpose = The address of another site, with a few words on what is there.
url-address = Address
url-address-help = As your browser shows it, such as https://eduscol.education.fr.
url-missing = Write the address of the site.
url-too-long = This address is too long.
url-wrong = This is not the address of a site: it starts with https:// or http://, and holds no password.
url-line = Link to { $host }
url-open = Open { $host }
url-leaves = The link opens in a new tab. That site will not know who you are.
