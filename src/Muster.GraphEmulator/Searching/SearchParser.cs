using System.Text;
using Muster.GraphEmulator.Protocol;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Searching;

/// <summary>Reads a <c>$search</c>: quoted clauses <c>"property:text"</c>, joined by AND and OR, with parentheses.</summary>
internal sealed class SearchParser
{
    private const int DeepestNesting = 50;
    private readonly string _search;
    private readonly PropertyCatalog _catalog;
    private int _at;
    private int _depth;

    private SearchParser(string search, PropertyCatalog catalog)
    {
        _search = search;
        _catalog = catalog;
    }

    /// <exception cref="GraphErrorException">Not a search, or not one that the directory takes.</exception>
    public static SearchNode Parse(string search, PropertyCatalog catalog)
    {
        var parser = new SearchParser(search, catalog);
        var node = parser.ReadOr();
        return parser._at == search.Length ? node : throw parser.Invalid();
    }

    private SearchNode ReadOr()
    {
        if (++_depth > DeepestNesting)
            throw Invalid();
        var node = ReadAnd();
        while (TakeWord("OR"))
            node = new SearchNode.Or(node, ReadAnd());
        _depth--;
        return node;
    }

    private SearchNode ReadAnd()
    {
        var node = ReadTerm();
        while (TakeWord("AND"))
            node = new SearchNode.And(node, ReadTerm());
        return node;
    }

    private SearchNode ReadTerm()
    {
        SkipSpace();
        if (!TakeSign('('))
            return ReadClause();
        var inner = ReadOr();
        return TakeSign(')') ? inner : throw Invalid();
    }

    private SearchNode.Clause ReadClause()
    {
        var text = ReadQuoted();
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0 || string.IsNullOrWhiteSpace(text[(colon + 1)..]))
            throw new GraphErrorException(
                GraphError.InvalidRequest($"Invalid $search clause '{text}': it has the form \"property:text\".")
            );
        var name = text[..colon].Trim();
        if (!_catalog.TryFind(name, out var property))
            throw new GraphErrorException(
                GraphError.BadRequest($"Could not find a property named '{name}' on type 'microsoft.graph.{_catalog.Kind.Noun()}'.")
            );
        if (!property.IsIndexed || property.Type is not (PropertyType.Text or PropertyType.TextList))
            throw new GraphErrorException(GraphError.UnsupportedQuery($"The property '{name}' does not support $search."));
        return new(property, text[(colon + 1)..].Trim().Trim('"'));
    }

    private string ReadQuoted()
    {
        if (!TakeSign('"'))
            throw Invalid();
        var text = new StringBuilder();
        for (; _at < _search.Length; _at++)
        {
            if (_search[_at] == '"')
            {
                _at++;
                SkipSpace();
                return text.ToString();
            }
            if (_search[_at] == '\\' && _at + 1 < _search.Length)
                _at++;
            text.Append(_search[_at]);
        }
        throw Invalid();
    }

    /// <summary>The words are written in capitals.</summary>
    private bool TakeWord(string word)
    {
        SkipSpace();
        if (!_search.AsSpan(_at).StartsWith(word, StringComparison.Ordinal))
            return false;
        _at += word.Length;
        return true;
    }

    private bool TakeSign(char sign)
    {
        SkipSpace();
        if (_at >= _search.Length || _search[_at] != sign)
            return false;
        _at++;
        SkipSpaceAfter(sign);
        return true;
    }

    private void SkipSpaceAfter(char sign)
    {
        if (sign != '"')
            SkipSpace();
    }

    private void SkipSpace()
    {
        while (_at < _search.Length && char.IsWhiteSpace(_search[_at]))
            _at++;
    }

    /// <summary>OData's own words: without quotes it is the colon that is in the wrong place.</summary>
    private GraphErrorException Invalid()
    {
        var colon = _search.Contains('"', StringComparison.Ordinal) ? -1 : _search.IndexOf(':', StringComparison.Ordinal);
        return new(
            GraphError.BadRequest(
                colon >= 0
                    ? $"Syntax error: character ':' is not valid at position {colon} in '{_search}'."
                    : $"Syntax error at position {_at} in '{_search}'."
            )
        );
    }
}
