namespace Muster.GraphEmulator.Company;

/// <summary>Lives the company's days, one after the other.</summary>
internal sealed class CompanyLife
{
    /// <summary>Below this many people the first month has no fixed events; the company is too small for them.</summary>
    private const int EnoughForFixedEvents = 200;

    private readonly Enterprise _company;
    private readonly WorkCalendar _calendar;
    private readonly SeededRandom _random;
    private readonly Agenda _agenda;
    private readonly StaffEvents _staff;
    private readonly Reorganisation _reorganisation;
    private readonly FirstMonth _firstMonth;
    private readonly OnCallRota _rota;
    private readonly Mishap _mishap;
    private readonly (double PerDay, Action Event)[] _usual;
    private readonly double _scale;
    private readonly bool _hasFixedEvents;

    public CompanyLife(Enterprise company, Recruiter recruiter, WorkCalendar calendar, SeededRandom random)
    {
        (_company, _calendar, _random) = (company, calendar, random);
        _agenda = new(calendar);
        var chooser = new Chooser(company, random);
        _staff = new(company, recruiter, chooser, _agenda, random);
        var guests = new GuestEvents(company, recruiter, chooser, _agenda, random);
        var groups = new GroupEvents(company, chooser, _agenda, random);
        _reorganisation = new(company, _staff, random);
        _firstMonth = new(company, _staff, guests, groups, chooser, random);
        _rota = new(company, random);
        _mishap = new(company, _agenda);
        _usual =
        [
            (0.25, _staff.Join),
            (0.65, _staff.Leave),
            (0.7, _staff.Move),
            (0.3, _staff.ChangeTitle),
            (0.1, _staff.ChangeName),
            (0.05, _staff.Return),
            (0.22, guests.Invite),
            (0.2, guests.End),
            (2.5, groups.JoinOne),
            (1.6, groups.LeaveOne),
            (0.08, groups.StartProject),
            (0.07, groups.EndProject),
            (0.05, groups.FoundSome),
            (0.03, groups.RetireSome),
            (0.04, groups.RenameTeam),
            (0.35, groups.ChangeOwner),
            (0.08, groups.NestOne),
        ];
        // A company of fifty times the size has seven times the events, so that a day stays readable.
        var size = (company.Staff.Count + company.Guests.Count) / 2000.0;
        _scale = size > 1 ? Math.Sqrt(size) : size;
        _hasFixedEvents = company.Staff.Count >= EnoughForFixedEvents;
        _staff.Inherit();
    }

    /// <summary>Lives one working day; something happens on each.</summary>
    public void Live(int day)
    {
        _agenda.Begin(day);
        var date = _calendar.Days[day];
        if (_hasFixedEvents && day < _calendar.MonthEnds[0] - 1)
        {
            _firstMonth.Live(day);
        }
        else if (IsFirstOfHalfMonth(day))
        {
            // People start on the first or in the middle of a month.
            Repeat(date.Day < 15 ? 7 : 4, _staff.Join);
        }

        LiveUsual();
        LiveSpecial(day, date);
        while (!_company.HasChanges)
        {
            _staff.ChangeTitle();
        }
    }

    private void LiveUsual()
    {
        foreach (var (perDay, happen) in _usual)
        {
            Repeat(perDay, happen);
        }
    }

    private void LiveSpecial(int day, DateOnly date)
    {
        if (date.DayOfWeek == DayOfWeek.Monday)
        {
            _rota.Rotate();
        }

        if (_calendar.MonthEnds.Index().Any(month => month.Item == day + 2 && month.Index % 3 == 2))
        {
            _reorganisation.Happen();
        }

        if (day == _calendar.Days.Count * 7 / 10)
        {
            _mishap.Happen();
        }
    }

    private void Repeat(double mean, Action happen)
    {
        for (var count = _random.Around(mean * _scale); count > 0; count--)
        {
            happen();
        }
    }

    private bool IsFirstOfHalfMonth(int day) => day > 0 && Half(_calendar.Days[day]) != Half(_calendar.Days[day - 1]);

    private static int Half(DateOnly date) => (date.Month * 2) + (date.Day < 15 ? 0 : 1);
}
