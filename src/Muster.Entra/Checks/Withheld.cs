using Muster.Core.DirectoryObjects;
using Muster.Engine.Connections;
using Muster.Engine.Reading;
using Muster.Entra.Rounds;

namespace Muster.Entra.Checks;

/// <summary>Properties that need a permission of their own. Unread they would look empty, and a rule that names them would be wrong about people.</summary>
internal static class Withheld
{
    /// <summary>Those of the selected properties that need one.</summary>
    public static IEnumerable<UserProperty> Needing(PropertySelection selection) =>
        UserProperty.All.Where(property => property.Permission is not null && selection.Names.Contains(property.Selects));

    /// <summary>Refuses to read when the token shows that a permission is missing.</summary>
    /// <exception cref="DirectoryReadException">It is missing; nothing was read.</exception>
    public static void Refuse(PropertySelection selection, Seeing seeing)
    {
        foreach (var property in Needing(selection))
            if (seeing.Lacks(property.Permission!))
                throw new DirectoryReadException(
                    DirectoryFault.PermissionMissing,
                    $"The rules name {property.Name}, which the application may not read, so it would look empty for everybody. {Advice(property)} Nothing was read."
                );
    }

    public static string Advice(UserProperty property) =>
        $"Add {property.Permission} as an application permission and have an administrator consent, or change the rule: muster users import --help.";

    /// <summary>One result for each selected property that needs a permission.</summary>
    /// <param name="selection">What is selected.</param>
    /// <param name="roles">Permissions that the token names; null when it does not say.</param>
    public static IEnumerable<PermissionCheck> Checks(PropertySelection selection, IReadOnlyList<string>? roles)
    {
        var seeing = new Seeing(true, _ => { }, roles);
        foreach (var property in Needing(selection))
        {
            var (outcome, detail) = (roles, seeing.Lacks(property.Permission!)) switch
            {
                (null, _) => (CheckOutcome.Optional, "Cannot be known: the token does not say."),
                (_, true) => (CheckOutcome.Missing, Advice(property)),
                _ => (CheckOutcome.Granted, $"{property.Name} can be read."),
            };
            yield return new PermissionCheck(property.Permission!, $"Reads {property.Name}, which the import rule names", outcome, detail)
            {
                Without = "No sync while the rule names it: nobody is taken for having no such date.",
                Fault = outcome == CheckOutcome.Missing ? DirectoryFault.PermissionMissing : null,
            };
        }
    }
}
