"""Plans as other programs take them: tables for spreadsheets and documents, data, service level objectives; and edited tables back into plans."""
