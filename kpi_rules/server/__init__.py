"""The language server: what editors ask and are told, over `editing` and the workspace. Start at `server`.

The only floor that knows the protocol (pygls, an optional extra). Texts and places are kept here (`texts`), by their own lines and the client's own counting;
what is answered is worked out below and translated here (`translation`), one file a feature.
"""
