using System.Text;
using Muster.Storage.Sql;

namespace Muster.Storage.Postgres;

/// <summary>
/// The functions of <see cref="TextMatch"/> in SQL. Upper case is .NET's, letter by letter, taken from .NET when the schema is made: <c>upper</c> of the server would depend on its version
/// and on the language it was set up with.
/// </summary>
internal static class PostgresTexts
{
    /// <summary>Statements that make the functions.</summary>
    public static string Definitions()
    {
        var (lower, upper) = Cases();
        return $"""
            CREATE FUNCTION text_folded(text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT CASE WHEN octet_length(text) = char_length(text) THEN upper(text COLLATE "C")
                    ELSE translate(upper(text COLLATE "C"), '{lower}', '{upper}') END
            $$;

            -- UTF-16 of little end first, or nothing when it is not the UTF-16 of a text.
            CREATE FUNCTION text_sought(sought bytea) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                found text := '';
                unit integer;
                pair integer := 0;
            BEGIN
                FOR at IN 0 .. length(sought) / 2 - 1 LOOP
                    unit := get_byte(sought, at * 2) + get_byte(sought, at * 2 + 1) * 256;
                    IF pair <> 0 THEN
                        IF unit < 56320 OR unit > 57343 THEN RETURN NULL; END IF;
                        found := found || chr(65536 + (pair - 55296) * 1024 + unit - 56320);
                        pair := 0;
                    ELSIF unit BETWEEN 55296 AND 56319 THEN pair := unit;
                    ELSIF unit = 0 OR unit BETWEEN 56320 AND 57343 THEN RETURN NULL;
                    ELSE found := found || chr(unit);
                    END IF;
                END LOOP;
                RETURN CASE WHEN pair = 0 THEN found END;
            END
            $$;

            -- Whether the units of UTF-16 lie within a text; only asked for what is no text itself, such as half of an emoji.
            CREATE FUNCTION text_has_units(text text, sought bytea) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                code integer;
                units text := '.';
                wanted text := '.';
            BEGIN
                FOR at IN 0 .. length(sought) / 2 - 1 LOOP
                    wanted := wanted || get_byte(sought, at * 2) + get_byte(sought, at * 2 + 1) * 256 || '.';
                END LOOP;
                FOR at IN 1 .. char_length(text) LOOP
                    code := ascii(substr(text, at, 1));
                    units := units || CASE WHEN code < 65536 THEN code || '.'
                        ELSE 55296 + (code - 65536) / 1024 || '.' || 56320 + (code - 65536) % 1024 || '.' END;
                END LOOP;
                RETURN strpos(units, wanted) > 0;
            END
            $$;

            CREATE FUNCTION {TextMatch.HasName}(sought bytea, text text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT CASE WHEN text_sought(sought) IS NULL THEN coalesce(text_has_units(text, sought), false)
                    ELSE coalesce(strpos(text_folded(text), text_folded(text_sought(sought))) > 0, false) END
            $$;

            CREATE FUNCTION {TextMatch.HasName}(sought bytea, text, text, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT {TextMatch.HasName}($1, $2) OR {TextMatch.HasName}($1, $3) OR {TextMatch.HasName}($1, $4)
            $$;

            CREATE FUNCTION {TextMatch.IsName}(sought bytea, text text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT coalesce(text_folded(text) = text_folded(text_sought(sought)), false)
            $$;

            CREATE FUNCTION {TextMatch.IsName}(sought bytea, text, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT {TextMatch.IsName}($1, $2) OR {TextMatch.IsName}($1, $3)
            $$;

            CREATE FUNCTION {TextMatch.IsName}(sought bytea, text, text, text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
                SELECT {TextMatch.IsName}($1, $2) OR {TextMatch.IsName}($1, $3) OR {TextMatch.IsName}($1, $4)
            $$;
            """;
    }

    /// <summary>Every letter beyond ASCII that .NET takes for another one when case does not count, and that other one.</summary>
    private static (string Lower, string Upper) Cases()
    {
        var (lower, upper) = (new StringBuilder(), new StringBuilder());
        for (var code = 0x80; code <= 0x10FFFF; code++)
            if (Rune.IsValid(code) && Rune.ToUpperInvariant(new Rune(code)) is var other && other.Value != code)
            {
                var (letter, capital) = (new Rune(code).ToString(), other.ToString());
                if (!letter.Equals(capital, StringComparison.OrdinalIgnoreCase))
                    continue;
                lower.Append(letter);
                upper.Append(capital);
            }
        return (lower.ToString(), upper.ToString());
    }
}
