namespace Muster.GraphEmulator.Company;

/// <summary>Guests are invited to projects, and their time ends.</summary>
internal sealed class GuestEvents(Enterprise company, Recruiter recruiter, Chooser chooser, Agenda agenda, SeededRandom random)
{
    /// <summary>Working days that a guest stays at least.</summary>
    private const int Shortest = 40;

    public void Invite()
    {
        var guest = recruiter.Invite(agenda.Today);
        company.Add(guest);
        company.Join(company.Externals, guest);
        for (var count = random.Between(1, 2); count > 0; count--)
        {
            company.Join(chooser.Group(group => group.Kind == GroupKind.Project), guest);
        }
    }

    /// <summary>Disabled at once, out of the groups the next day, deleted after ten days.</summary>
    public void End()
    {
        if (chooser.Guest(agenda.Today - Shortest) is { } guest)
        {
            guest.Leaving = true;
            company.SetEnabled(guest, false);
            agenda.InWorkingDays(1, () => guest.Groups.ToList().ForEach(group => company.Leave(group, guest)));
            agenda.InCalendarDays(10, () => company.Delete(guest));
        }
    }
}
