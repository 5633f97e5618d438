using System.CommandLine;
using System.CommandLine.Parsing;
using Muster.Core.Matching;

namespace Muster.Cli;

/// <summary>Names the verb or option that somebody most likely meant.</summary>
internal static class Suggestions
{
    /// <summary>Messages for what could not be understood, with what was probably meant.</summary>
    public static IEnumerable<string> Messages(ParseResult parsed)
    {
        var unknown = parsed.UnmatchedTokens;
        // Where a verb was expected, an unknown one is reported as missing too; one message says it all.
        var verbUnknown = unknown.Count > 0 && parsed.CommandResult.Command.Subcommands.Count > 0;
        var numbered = parsed.CommandResult.Command.Arguments.FirstOrDefault(argument => argument.ValueType == typeof(long[]));
        foreach (var error in parsed.Errors.Where(error => !verbUnknown || Mentions(error.Message, unknown)))
        {
            var typed = unknown.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal));
            var meant = typed is null ? [] : Similar(typed, parsed.CommandResult.Command).Order(StringComparer.Ordinal).ToList();
            var message = typed is not null && numbered is not null ? NoNumber(numbered.Name, typed) : Named(error);
            yield return meant.Count == 0 ? message : $"{message} Did you mean {string.Join(" or ", meant)}?";
        }
    }

    /// <summary>
    /// Messages for words with a dash that were taken for names: a mistyped option must not become the name of a group. Behind <c>--</c> anything is a name.
    /// </summary>
    public static IEnumerable<string> MistakenOptions(ParseResult parsed)
    {
        var typed = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var token in parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens))
            if (token.Value is ['-', _, ..] && typed.Contains(token))
            {
                var meant = Similar(token.Value, parsed.CommandResult.Command).Order(StringComparer.Ordinal).ToList();
                yield return meant.Count == 0
                    ? $"There is no option '{token.Value}'. If it is a name, write -- before it."
                    : $"There is no option '{token.Value}'. Did you mean {string.Join(" or ", meant)}?";
            }
    }

    /// <summary>The message on one line, with the option it is about in front.</summary>
    private static string Named(ParseError error)
    {
        if (WrongType(error) is { } wrong)
            return wrong;
        var message = string.Join(' ', error.Message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return error.SymbolResult is OptionResult { Option.Name: var name } && !message.Contains(name, StringComparison.Ordinal)
            ? $"{name}: {message}"
            : message;
    }

    /// <summary>What a value has to be, where it is none of the kind; the parser names a type of its own.</summary>
    private static string? WrongType(ParseError error)
    {
        if (!error.Message.StartsWith("Cannot parse argument", StringComparison.Ordinal))
            return null;
        var (name, type, tokens) = error.SymbolResult switch
        {
            OptionResult option => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult { Parent: OptionResult option } => (option.Option.Name, option.Option.ValueType, option.Tokens),
            ArgumentResult argument => (argument.Argument.Name, argument.Argument.ValueType, argument.Tokens),
            _ => ("", typeof(object), []),
        };
        var kind = Nullable.GetUnderlyingType(type) ?? type.GetElementType() ?? type;
        var typed = tokens
            .Select(token => token.Value)
            .FirstOrDefault(value => error.Message.Contains($"'{value}'", StringComparison.Ordinal));
        if (kind == typeof(bool))
            return $"{name} is '{typed}', but takes true or false.";
        return kind == typeof(int) || kind == typeof(long) ? NoNumber(name, typed) : null;
    }

    private static string NoNumber(string name, string? typed) =>
        typed?.All(char.IsAsciiDigit) == true
            ? $"{name} is '{typed}', which is too large; it takes a whole number, such as 12."
            : $"{name} is '{typed}', but takes a whole number, such as 12.";

    private static bool Mentions(string message, IReadOnlyList<string> tokens) =>
        tokens.Any(token => message.Contains($"'{token}'", StringComparison.Ordinal));

    private static IEnumerable<string> Similar(string typed, Command command) =>
        Names(command)
            .Distinct(StringComparer.Ordinal)
            .Where(name => name != typed && EditDistance.AtMost(typed, name, name.Length < 6 ? 1 : 2));

    private static IEnumerable<string> Names(Command command) =>
        command
            .Subcommands.Select(inner => inner.Name)
            .Concat(command.Options.Select(option => option.Name))
            .Concat(
                command
                    .Parents.OfType<Command>()
                    .SelectMany(parent => parent.Options.Where(option => option.Recursive).Select(option => option.Name))
            );
}
