namespace Muster.Server.Api.Protocol;

/// <summary>What the parts of the API are about.</summary>
internal static class ApiTags
{
    /// <summary>Descriptions by name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Descriptions = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Status"] = "Who one is, and how everything stands.",
        ["Work"] = "What the server does for somebody: watched from its beginning to its result.",
        ["Users"] = "Users of the platform, now or then; local ones, and who somebody is in the directory.",
        ["Groups"] = "Groups of the platform, who is in them, and what they follow.",
        ["Sync"] = "Making the platform equal to the directory, and checking that it is.",
        ["Connections"] = "Links to directories: credentials, permissions, notifications.",
        ["Import"] = "Whom a connection imports.",
        ["Plans"] = "What a sync would do, kept so that it can be looked at and decided about.",
        ["Runs"] = "What was done, held runs, undoing.",
        ["Settings"] = "What can be decided, and the guard rails.",
        ["Schedules"] = "When connections are synchronised by themselves.",
        ["Drift"] = "What differs although nothing is running.",
        ["Problems"] = "What a person should look at.",
        ["Exceptions"] = "People in or out of a group against the directory.",
        ["Requests"] = "What owners of groups ask for, and the groups one owns.",
        ["Explain"] = "Why somebody is in a group, or why not.",
        ["Past"] = "What differs between two moments or versions.",
        ["Configuration"] = "The configuration as one file.",
        ["Attributes"] = "How attributes of users and groups are filled.",
        ["Audit"] = "The record of what was done.",
        ["Tokens"] = "One's own tokens.",
        ["Accounts"] = "People who may sign in, and their sessions.",
        ["Server"] = "This server: where people reach it, and what it rests on.",
        ["Export"] = "Lists as files, as of any time.",
    };
}
