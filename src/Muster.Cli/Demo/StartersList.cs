using System.Globalization;
using System.Text;
using Muster.GraphEmulator.Company;
using static Muster.GraphEmulator.Histories.DirectoryOperation;

namespace Muster.Cli.Demo;

/// <summary>A list of people who begin soon, made before the directory knows them: some are on it twice, so that nobody but a person can say who is who, and some will never be in the directory.</summary>
internal static class StartersList
{
    /// <summary>Somebody of the list whom no directory knows.</summary>
    public const string Outsider = "night.porter@contractors.lindhaven.example";

    private const int Doubles = 6;

    /// <summary>Writes the list as it was on a day.</summary>
    /// <param name="path">The file.</param>
    /// <param name="company">Whose people.</param>
    /// <param name="from">The day; who gets an account on it or soon after is on the list.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task WriteAsync(string path, CompanyHistory company, DateOnly from, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("userPrincipalName,displayName,employeeId,department\n");
        foreach (var (name, employee, department) in Starters(company, from).Take(Doubles))
        {
            var address = $"{employee}@starters.lindhaven.example";
            text.Append(CultureInfo.InvariantCulture, $"{address},{name},{employee},{department}\n");
            text.Append(CultureInfo.InvariantCulture, $"again.{address},{name} (second contract),{employee},{department}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"{Outsider},Night Porter,,\n");
        text.Append("auditor@contractors.lindhaven.example,Auditor of the Year,,\n");
        await File.WriteAllTextAsync(path, text.ToString(), cancellationToken);
    }

    private static IEnumerable<(string Name, string Employee, string Department)> Starters(CompanyHistory company, DateOnly from)
    {
        var before = company.LastOn(from.AddDays(-1));
        return company
            .ChangeSets()
            .SkipWhile(changes => changes.Seq <= before)
            .SelectMany(changes => changes.Operations)
            .OfType<UserAdd>()
            .Select(added => added.Properties)
            .Where(user => user["employeeId"] is string && user["department"] is string)
            .Select(user => ((string)user["displayName"]!, (string)user["employeeId"]!, (string)user["department"]!));
    }
}
