using Muster.Core.Attributes;
using Muster.Engine.History;
using Muster.Engine.Platform;
using Muster.Server.Ui;

namespace Muster.Server.People;

/// <summary>Attributes and changes of people, in words.</summary>
internal static class PersonWords
{
    /// <summary>What people call an attribute.</summary>
    public static string Of(Texts texts, string attribute) =>
        attribute switch
        {
            "userPrincipalName" => texts["Sign-in name"],
            "displayName" => texts["Name"],
            "mail" => texts["Mail address"],
            "givenName" => texts["Given name"],
            "surname" => texts["Family name"],
            "department" => texts["Department"],
            "jobTitle" => texts["Job title"],
            "officeLocation" => texts["Office"],
            "employeeId" => texts["Employee number"],
            "userType" => texts["Kind of account"],
            _ => attribute,
        };

    /// <summary>What a run did to a person, a sentence each.</summary>
    public static IEnumerable<string> Of(Texts texts, UserDifference difference)
    {
        var (before, after) = (difference.Before, difference.After);
        if (before is null)
        {
            yield return after.Id is null ? texts["Added here"] : texts["Imported from the directory"];
            if (!after.Active)
                yield return texts["Suspended from the beginning"];
            yield break;
        }
        if (before.Active != after.Active)
            yield return after.Active ? texts["Active again"] : texts["Suspended"];
        if (before.Id != after.Id)
            yield return (before.Id, after.Id) switch
            {
                (null, _) => texts["Follows directory user {0} from now on", after.Id],
                (_, null) => texts["Follows nobody in the directory any more"],
                _ => texts["Follows directory user {0} instead of {1}", after.Id, before.Id],
            };
        if (before.KeptApart != after.KeptApart)
            yield return after.KeptApart ? texts["Kept apart from the directory"] : texts["Not kept apart any more"];
        foreach (var name in NamesOf(before).Union(NamesOf(after)))
            if (before.Attributes.Get(name) != after.Attributes.Get(name))
                yield return $"{Of(texts, name)}: {Value(texts, before, name)} → {Value(texts, after, name)}";
    }

    private static IEnumerable<string> NamesOf(UserRow user) =>
        UserAttributeNames.OfEveryone.Concat(user.Attributes.Custom.Select(custom => custom.Key));

    private static string Value(Texts texts, UserRow user, string name) => user.Attributes.Get(name) ?? texts["nothing"];
}
