using Muster.Core.Attributes;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Server.Ui;

namespace Muster.Server.People;

/// <summary>Attributes and changes of people, in words.</summary>
internal static class PersonWords
{
    /// <summary>What people call an attribute.</summary>
    public static string Of(Texts T, string attribute) =>
        attribute switch
        {
            "userPrincipalName" => T["Sign-in name"],
            "displayName" => T["Name"],
            "mail" => T["Mail address"],
            "givenName" => T["Given name"],
            "surname" => T["Family name"],
            "department" => T["Department"],
            "jobTitle" => T["Job title"],
            "officeLocation" => T["Office"],
            "employeeId" => T["Employee number"],
            "userType" => T["Kind of account"],
            _ => attribute,
        };

    /// <summary>How somebody came into a group.</summary>
    public static string How(Texts T, MembershipRow row) =>
        row.Origin switch
        {
            MembershipOrigin.Exception => T["by an exception"],
            MembershipOrigin.Local => T["by hand"],
            _ when row.Via != 0 => T["through a nested group"],
            _ => T["from the directory"],
        };

    /// <summary>What the directory says of somebody's account, and what came of it: a plan that suspends may be held, or not made yet.</summary>
    public static string Account(Texts T, DirectoryUser? account, bool active) =>
        account switch
        {
            null => T["Not known as last read."],
            { Presence: not ObjectPresence.Present } when active => T[
                "The directory does not have it any more; a sync suspends the person."
            ],
            { Presence: not ObjectPresence.Present } => T["The directory does not have it any more, so the person is suspended."],
            { Enabled: false } when active => T["There, and disabled; a sync suspends the person."],
            { Enabled: false } => T["There, and disabled, so the person is suspended."],
            _ => T["There, and enabled."],
        };

    /// <summary>What a run did to a person, a sentence each.</summary>
    public static IEnumerable<string> Of(Texts T, UserDifference difference)
    {
        var (before, after) = (difference.Before, difference.After);
        if (before is null)
        {
            yield return after.Id is null ? T["Added here"] : T["Imported from the directory"];
            if (!after.Active)
                yield return T["Suspended from the beginning"];
            yield break;
        }
        if (before.Active != after.Active)
            yield return after.Active ? T["Active again"] : T["Suspended"];
        if (before.Id != after.Id)
            yield return (before.Id, after.Id) switch
            {
                (null, _) => T["Follows directory user {0} from now on", after.Id],
                (_, null) => T["Follows nobody in the directory any more"],
                _ => T["Follows directory user {0} instead of {1}", after.Id, before.Id],
            };
        if (before.KeptApart != after.KeptApart)
            yield return after.KeptApart ? T["Kept apart from the directory"] : T["Not kept apart any more"];
        foreach (var name in NamesOf(before).Union(NamesOf(after)))
            if (before.Attributes.Get(name) != after.Attributes.Get(name))
                yield return $"{Of(T, name)}: {Value(T, before, name)} → {Value(T, after, name)}";
    }

    private static IEnumerable<string> NamesOf(UserRow user) =>
        UserAttributeNames.OfEveryone.Concat(user.Attributes.Custom.Select(custom => custom.Key));

    private static string Value(Texts T, UserRow user, string name) => user.Attributes.Get(name) ?? T["nothing"];
}
