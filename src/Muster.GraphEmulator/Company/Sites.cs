namespace Muster.GraphEmulator.Company;

/// <summary>The cities a company is in; a larger company is in more of them.</summary>
internal static class Sites
{
    private const string Names =
        "Hamburg,Rotterdam,Malmö,Lyon,Porto,Brno,Pune,Toronto,Leipzig,Bilbao,Turin,Aarhus,Gdansk,Cork,Graz,Ghent,Tampere,Riga,"
        + "Ljubljana,Izmir,Penang,Nagoya,Monterrey,Campinas,Durban,Nairobi,Perth,Wellington,Columbus,Winnipeg,Basel,Bremen,Nantes,"
        + "Valencia,Bologna,Odense,Poznan,Leeds,Linz,Utrecht,Turku,Kaunas,Zagreb,Bursa,Hanoi,Busan,Santiago,Medellin,Accra,Casablanca,"
        + "Adelaide,Auckland,Denver,Halifax,Lausanne,Kassel,Rennes,Sevilla,Verona,Bergen";

    public static List<Site> For(int users)
    {
        var names = Names.Split(',');
        var count = Math.Clamp((users + 249) / 250, 1, names.Length);
        return [.. names.Take(count).Select((name, rank) => new Site(name, 100 / (rank + 2) + 3))];
    }
}
