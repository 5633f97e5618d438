using System.CommandLine;
using Muster.Core.DirectoryObjects;
using Muster.Core.Matching;
using Muster.Engine.Groups;

namespace Muster.Cli.Groups;

/// <summary>The options by which directory groups are chosen.</summary>
internal sealed class DirectoryFilterOptions
{
    private static readonly Dictionary<string, DirectoryGroupKind> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["security"] = DirectoryGroupKind.Security,
        ["microsoft365"] = DirectoryGroupKind.Microsoft365,
        ["mail-enabled-security"] = DirectoryGroupKind.MailEnabledSecurity,
        ["distribution"] = DirectoryGroupKind.Distribution,
    };

    private readonly Option<string?> _search = new("--search")
    {
        Description = "Only groups whose name, mail or description contains this",
        HelpName = "TEXT",
    };
    private readonly Option<string?> _kind = new("--kind")
    {
        Description = $"Only groups of this kind: {string.Join(", ", Kinds.Keys)}",
        HelpName = "KIND",
    };
    private readonly Option<int> _minMembers = new("--min-members")
    {
        Description = "Only groups with at least this many direct members",
        HelpName = "N",
    };
    private readonly Option<bool> _mail = new("--mail") { Description = "Only groups with a mail address" };
    private readonly Option<string[]> _like = new("--like")
    {
        Description =
            "Only groups whose name fits: * any characters, ? one, {a,b} one of several, \\ before a character that stands for itself",
        HelpName = "PATTERN",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Add(_search);
        command.Add(_kind);
        command.Add(_minMembers);
        command.Add(_mail);
        command.Add(_like);
    }

    /// <summary>Whether any of them was given.</summary>
    public bool AnyGiven(Invocation call) =>
        call.Get(_search) is not null
        || call.Get(_kind) is not null
        || call.Get(_minMembers) != 0
        || call.Get(_mail)
        || call.Get(_like) is { Length: > 0 };

    /// <exception cref="UserErrorException">A value is none; the message names option, value and fix.</exception>
    public DirectoryGroupFilter Read(Invocation call)
    {
        if (call.Get(_minMembers) < 0)
            throw Wrong($"--min-members is {call.Get(_minMembers)}. Give a number from 0.");
        return new DirectoryGroupFilter
        {
            Search = call.Get(_search),
            Kind = Kind(call.Get(_kind)),
            MinMembers = call.Get(_minMembers),
            WithMail = call.Get(_mail),
            Like = [.. (call.Get(_like) ?? []).Select(Pattern)],
        };
    }

    private static DirectoryGroupKind? Kind(string? word) =>
        word is null ? null
        : Kinds.TryGetValue(word, out var kind) ? kind
        : throw Wrong($"--kind is '{word}', but takes one of {string.Join(", ", Kinds.Keys)}.");

    private static NamePattern Pattern(string text) =>
        NamePattern.TryParse(text, out var pattern, out var fault) ? pattern : throw Wrong($"--like '{text}': {fault}");

    private static UserErrorException Wrong(string message) => new(ExitCodes.WrongUsage, message);
}
