using System.Globalization;
using System.Text;

namespace Muster.GraphEmulator.Company;

/// <summary>Keeps display names (except on purpose) and mails of groups unique, and thinks of new names.</summary>
internal sealed class GroupNames(SeededRandom random)
{
    private static readonly string[] Codes =
        "Aurora,Falcon,Meridian,Compass,Harbour,Juniper,Granite,Sequoia,Pioneer,Horizon,Beacon,Cobalt,Marlin,Orchid,Summit,Tundra,Voyager,Willow,Zephyr,Nova,Cascade,Delta,Ember,Fjord,Glacier,Heron,Indigo,Jasper,Kestrel,Lagoon,Magnolia,Nimbus,Opal,Pelican,Quartz,Raven,Saffron,Trident,Umbra,Vega,Walnut,Xenon,Yarrow,Zenith".Split(
            ','
        );

    private static readonly string[] Colours =
        "Silver,Amber,Crimson,Golden,Hidden,Northern,Quiet,Rapid,Scarlet,Swift,Western,Bright,Copper,Distant,Early,Frozen,Green,High,Ivory,Jade,Lunar,Misty,Noble,Open,Pearl,Royal,Solar,Tall,Velvet,Wild".Split(
            ','
        );

    private static readonly string[] Applications =
        "SAP,CRM,DMS,PLM,CAD,WMS,MES,BI,Git,Wiki,Travel,Payroll,Helpdesk,Intranet,Archive,Forecast,Tender,Badge,Fleet,Survey,Translate,Backup,Monitoring,Webshop,Portal,Datalake,Scanner,Signing,Calibration,Maintenance,Training,Recruiting,Expenses,Treasury,Tax,Risk,Patents,Catalogue,Configurator,Pricing".Split(
            ','
        );

    private static readonly string[] Roles =
        "Users,Readers,Editors,Approvers,Administrators,Auditors,PowerUsers,KeyUsers,Testers,Operators".Split(',');

    private static readonly string[] Topics =
        "Canteen Menu,Car Pool,Company News,Building Notices,Shift Plan,Lost and Found,Press Review,IT Announcements,Safety Alerts,Sports Events,Customer Visits,Energy Report,Parking,Job Offers,Stock Report,Quality Bulletin,Works Council News,Training Dates,Product News,Competitor Watch".Split(
            ','
        );

    private static readonly string[] Areas =
        "Budget,Contracts,Guidelines,Minutes,Reports,Suppliers,Training,Templates,Audit,Planning,Archive,Onboarding,Certificates,Drawings,Prices".Split(
            ','
        );

    private static readonly string[] Interests =
        "Python,Running,Photography,Chess,Gardening,Cycling,Data Analytics,Women in Technology,Parents,Choir,Lean,Open Source,Accessibility,Sustainability,Board Games,Sailing,Power BI,Excel,Volunteering,Languages".Split(
            ','
        );

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _mails = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The name, or with a number if a group has it already.</summary>
    public string Take(string name)
    {
        var taken = name;
        for (var number = 2; !_names.Add(taken); number++)
        {
            taken = string.Create(CultureInfo.InvariantCulture, $"{name} {number}");
        }

        return taken;
    }

    public bool IsFree(string name) => !_names.Contains(name);

    /// <summary>The group is gone; another may have its name and its mail.</summary>
    public void Release(CompanyGroup group)
    {
        _names.Remove(group.Name);
        if (group.Mail is not null)
        {
            _mails.Remove(group.Mail);
        }
    }

    public void Rename(string before, string after)
    {
        _names.Remove(before);
        _names.Add(after);
    }

    public string TakeMail(string name, string domain)
    {
        var slug = Slug(name);
        var mail = $"{slug}@{domain}";
        for (var number = 2; !_mails.Add(mail); number++)
        {
            mail = string.Create(CultureInfo.InvariantCulture, $"{slug}-{number}@{domain}");
        }

        return mail;
    }

    public string NextProject()
    {
        var name = $"Project {random.Pick(Codes)}";
        for (var attempt = 0; !IsFree(name) && attempt < 6; attempt++)
        {
            name = $"Project {random.Pick(Colours)} {random.Pick(Codes)}";
        }

        return Take(name);
    }

    public string NextAccess(Site? site) => TakeFree(() => WithSite($"APP-{random.Pick(Applications)}-{random.Pick(Roles)}", "-", site));

    public string NextDistribution(Site? site) => TakeFree(() => WithSite($"DL - {random.Pick(Topics)}", " ", site));

    public string NextWorkspace(OrgDepartment home, Site? site)
    {
        var department = home.Name.Replace(" ", "", StringComparison.Ordinal);
        return TakeFree(() => WithSite($"SP-{department}-{random.Pick(Areas)}-{random.Pick(Roles)}", "-", site));
    }

    public string NextCommunity(Site? site) => TakeFree(() => WithSite($"Community - {random.Pick(Interests)}", " ", site));

    /// <summary>Thinks again a few times before it falls back to a number.</summary>
    private string TakeFree(Func<string> think)
    {
        var name = think();
        for (var attempt = 0; !IsFree(name) && attempt < 10; attempt++)
        {
            name = think();
        }

        return Take(name);
    }

    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (
            var word in name.Replace("&", "n", StringComparison.Ordinal).Split([' ', '-', '/', '_'], StringSplitOptions.RemoveEmptyEntries)
        )
        {
            var ascii = PersonNamer.Ascii(word);
            slug.Append(slug.Length > 0 && ascii.Length > 0 ? "-" : "").Append(ascii);
        }

        return slug.Length > 0 ? slug.ToString() : "group";
    }

    private static string WithSite(string name, string separator, Site? site) => site is null ? name : $"{name}{separator}{site.Name}";
}
