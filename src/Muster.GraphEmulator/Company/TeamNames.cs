namespace Muster.GraphEmulator.Company;

/// <summary>What teams are called after somebody new leads them.</summary>
internal static class TeamNames
{
    private static readonly (string Old, string New)[] Fashions =
    [
        ("Contact Centre", "Customer Care"),
        ("Recruiting", "Talent Acquisition"),
        ("Payroll", "Compensation and Benefits"),
        ("Learning and Development", "Academy"),
        ("Controlling", "Performance Management"),
        ("Accounts Receivable", "Credit Management"),
        ("Internal Audit", "Audit and Risk"),
        ("Inside Sales", "Sales Desk"),
        ("Key Accounts", "Strategic Accounts"),
        ("Digital", "Online and Social Media"),
        ("Events", "Fairs and Events"),
        ("Paint Shop", "Surface Technology"),
        ("Machining", "Parts Production"),
        ("Fleet", "Mobility"),
        ("Supply Planning", "Supply Chain Planning"),
        ("Field Service", "Service on Site"),
        ("Test Lab", "Verification"),
        ("Catering", "Canteens"),
        ("Building Services", "Technical Services"),
        ("Plant Security", "Site Security"),
        ("Cloud", "Cloud Platform"),
        ("Servers", "Server Platform"),
    ];

    private static readonly string[] Suffixes = [" Services", " Excellence", " Solutions", " and Support", " Centre"];

    public static string Another(string name, SeededRandom random)
    {
        var fashion = Array.Find(Fashions, fashion => name.EndsWith(fashion.Old, StringComparison.Ordinal));
        if (fashion.Old is not null)
        {
            return name[..^fashion.Old.Length] + fashion.New;
        }

        var suffix = Array.Find(Suffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal));
        return suffix is null ? name + random.Pick(Suffixes) : name[..^suffix.Length];
    }
}
