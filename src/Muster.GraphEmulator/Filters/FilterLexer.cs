using System.Text;
using Muster.GraphEmulator.Protocol;

namespace Muster.GraphEmulator.Filters;

internal enum FilterTokenKind
{
    Word,
    Text,
    Open,
    Close,
    Comma,
    Slash,
    Colon,
    End,
}

internal readonly record struct FilterToken(FilterTokenKind Kind, string Value, int Position);

/// <summary>Cuts a <c>$filter</c> into words, quoted texts and signs.</summary>
internal static class FilterLexer
{
    /// <exception cref="GraphErrorException">A quoted text does not end, or a sign is none of the language's.</exception>
    public static List<FilterToken> Read(string filter)
    {
        var tokens = new List<FilterToken>();
        for (var position = 0; position < filter.Length; )
        {
            var sign = filter[position];
            if (char.IsWhiteSpace(sign))
                position++;
            else if (sign == '\'')
                position = ReadText(filter, position, tokens);
            else if (SignKind(sign) is { } kind)
                tokens.Add(new(kind, sign.ToString(), position++));
            else if (IsWordSign(sign))
                position = ReadWord(filter, position, tokens);
            else
                throw Invalid(filter, position);
        }
        tokens.Add(new(FilterTokenKind.End, "", filter.Length));
        return tokens;
    }

    public static GraphErrorException Invalid(string filter, int position) =>
        new(GraphError.BadRequest($"Invalid filter clause: Syntax error at position {position} in '{filter}'."));

    private static int ReadText(string filter, int start, List<FilterToken> tokens)
    {
        var text = new StringBuilder();
        for (var position = start + 1; position < filter.Length; position++)
        {
            if (filter[position] != '\'')
                text.Append(filter[position]);
            else if (position + 1 < filter.Length && filter[position + 1] == '\'')
                text.Append(filter[position++]);
            else
            {
                tokens.Add(new(FilterTokenKind.Text, text.ToString(), start));
                return position + 1;
            }
        }
        throw new GraphErrorException(
            GraphError.BadRequest(
                $"Invalid filter clause: There is an unterminated string literal at position {filter.Length} in '{filter}'."
            )
        );
    }

    private static int ReadWord(string filter, int start, List<FilterToken> tokens)
    {
        var end = start;
        // A colon belongs to a time, but not to the variable of a lambda.
        while (end < filter.Length && (IsWordSign(filter[end]) || (filter[end] == ':' && char.IsAsciiDigit(filter[start]))))
            end++;
        tokens.Add(new(FilterTokenKind.Word, filter[start..end], start));
        return end;
    }

    private static bool IsWordSign(char sign) => char.IsLetterOrDigit(sign) || sign is '_' or '-' or '.' or '$' or '+';

    private static FilterTokenKind? SignKind(char sign) =>
        sign switch
        {
            '(' => FilterTokenKind.Open,
            ')' => FilterTokenKind.Close,
            ',' => FilterTokenKind.Comma,
            '/' => FilterTokenKind.Slash,
            ':' => FilterTokenKind.Colon,
            _ => null,
        };
}
