using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Muster.Server.Api.Protocol;

/// <summary>Tells a program what to call where a message tells people which command to type: the engine speaks to the command line, and a caller over HTTP has none.</summary>
internal static partial class HttpWords
{
    private const int LongestMilliseconds = 100;

    private static readonly FrozenDictionary<string, string> Addresses = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["audit list"] = "GET /api/v1/audit",
        ["audit repair"] = "POST /api/v1/audit/repair",
        ["audit verify"] = "POST /api/v1/audit/verify",
        ["config export"] = "GET /api/v1/config",
        ["connection add"] = "POST /api/v1/connections",
        ["connection test"] = "POST /api/v1/connections/{name}/test",
        ["connection update"] = "PATCH /api/v1/connections/{name}",
        ["database release"] = "POST /api/v1/system/release",
        ["drift"] = "GET /api/v1/connections/{name}/drift",
        ["drift --heal"] = "POST /api/v1/connections/{name}/drift/heal",
        ["exceptions add"] = "POST /api/v1/exceptions",
        ["exceptions end"] = "POST /api/v1/exceptions/{id}/end",
        ["exceptions extend"] = "PATCH /api/v1/exceptions/{id}",
        ["exceptions list"] = "GET /api/v1/exceptions",
        ["exceptions show"] = "GET /api/v1/exceptions/{id}",
        ["groups add-member"] = "POST /api/v1/groups/{key}/members",
        ["groups remove-member"] = "POST /api/v1/groups/{key}/members/remove",
        ["groups create"] = "POST /api/v1/groups",
        ["groups discover"] = "GET /api/v1/directory-groups",
        ["groups link"] = "POST /api/v1/groups/{key}/link",
        ["groups list"] = "GET /api/v1/groups",
        ["groups pick"] = "GET /api/v1/groups/{key}/candidates",
        ["groups relink"] = "POST /api/v1/groups/{key}/link",
        ["groups resume"] = "POST /api/v1/groups/{key}/resume",
        ["groups retire"] = "POST /api/v1/groups/{key}/retire",
        ["groups set"] = "PATCH /api/v1/groups/{key}",
        ["groups show"] = "GET /api/v1/groups/{key}",
        ["groups unlink"] = "POST /api/v1/groups/{key}/unlink",
        ["plan"] = "POST /api/v1/plans",
        ["plan show"] = "GET /api/v1/plans/{id}",
        ["runs list"] = "GET /api/v1/runs",
        ["runs show"] = "GET /api/v1/runs/{id}",
        ["settings set"] = "PUT /api/v1/connections/{name}/settings",
        ["settings show"] = "GET /api/v1/connections/{name}/settings",
        ["sync"] = "POST /api/v1/sync",
        ["users import"] = "POST /api/v1/connections/{name}/import",
        ["users link"] = "POST /api/v1/users/{user}/link",
        ["users list"] = "GET /api/v1/users",
        ["users match"] = "GET /api/v1/connections/{name}/user-matches",
        ["users show"] = "GET /api/v1/users/{user}",
        ["users unlink"] = "POST /api/v1/users/{user}/keep-apart",
        ["verify"] = "POST /api/v1/connections/{name}/verify",
    }.ToFrozenDictionary();

    /// <summary>The message with addresses of the API in the place of commands.</summary>
    public static string Of(string message)
    {
        if (!message.Contains("muster ", StringComparison.Ordinal))
            return message;
        try
        {
            return Command().Replace(message, command => AddressOf(command.Groups["verb"].Value, command.Value));
        }
        catch (RegexMatchTimeoutException)
        {
            // A name made to be slow to search; the message is true as it is.
            return message;
        }
    }

    private static string AddressOf(string verb, string command) =>
        verb == "drift" && command.Contains(" --heal", StringComparison.Ordinal) ? Addresses["drift --heal"]
        : Addresses.TryGetValue(verb, out var address) ? address
        : Addresses.TryGetValue(verb.Split(' ')[0], out var first) ? first
        : command;

    /// <summary>A command with its arguments: names in quotation marks, options with their values, numbers, object ids, placeholders.</summary>
    [GeneratedRegex(
        """'?muster (?<verb>(sync|plan show|plan|verify|drift|[a-z]+ [a-z]+(?:-[a-z]+)*))(?: entra)?(?: (?:"[^"]*"|--[a-z-]+(?: (?:"[^"]*"|[a-z]+(?=[ .,;)]|$)(?! [a-z])))?|[A-Z][A-Z_]*|[0-9a-f]{8}-[0-9a-f-]{27}|#?[0-9]+|(?<=settings (?:show|set) )[a-zA-Z0-9]+(?:\.[a-zA-Z0-9]+)*))*'?""",
        RegexOptions.ExplicitCapture,
        LongestMilliseconds
    )]
    private static partial Regex Command();
}
