using LocalEnergyMarket.Backend.Mastr.Queries;

namespace LocalEnergyMarket.Backend.Mastr.Tests.Queries;

public sealed class RegisterTests(MastrDatabase database)
{
    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_unit_comes_with_its_location_grid_connections_grid_plants_and_operator()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        var register = new MastrRegister(bed.Store);

        var battery = await register.FindAsync("SEE910000000217", Cancellation);
        Assert.Equal("10.240", Assert.Single(battery.Linked, record => record.Kind == "AnlagenStromSpeicher").Fields.Single(field => field.Name == "NutzbareSpeicherkapazitaet").Value);
        Assert.Contains("AnlagenEegSpeicher", battery.Linked.Select(record => record.Kind), StringComparer.Ordinal);
        Assert.Contains("ABR900000000119", battery.Linked.Where(record => record.Kind == "Marktakteure").Select(record => record.Number), StringComparer.Ordinal);

        var ground = await register.FindAsync("SEE910000000033", Cancellation);
        Assert.Equal(2, ground.Linked.Count(record => record.Kind == "Netzanschlusspunkte"));
        Assert.Contains("Netze", ground.Linked.Select(record => record.Kind), StringComparer.Ordinal);
        Assert.Equal(ground.Linked.Count, ground.Linked.Select(record => (record.Kind, record.Number)).Distinct().Count());
    }

    [Fact]
    public async Task Catalogue_ids_keep_their_ids_and_have_their_texts()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        var fields = Assert.Single((await new MastrRegister(bed.Store).FindAsync("SEE910000000019", Cancellation)).Records).Fields;

        Assert.Equal(("699", "Süd"), Shown("Hauptausrichtung"));
        Assert.Equal("35", Shown("EinheitBetriebsstatus").Value);
        Assert.Equal("In Betrieb", Shown("EinheitBetriebsstatus").Text);
        Assert.Equal(("24", ""), Shown("AnzahlModule"));

        (string Value, string Text) Shown(string name) => fields.Where(field => field.Name == name).Select(field => (field.Value, field.Text)).Single();
    }

    [Fact]
    public async Task What_the_register_marks_as_not_there_is_shown_so_and_dangling_links_are_named()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        var register = new MastrRegister(bed.Store);

        await bed.ImportSolarAsync(Zips.Solar("SEE910000000019", "<Hausnummer>7</Hausnummer><Hausnummer_nv>1</Hausnummer_nv><Strasse>Weg</Strasse><Strasse_nv>0</Strasse_nv>"));
        var fields = Assert.Single((await register.FindAsync("SEE910000000019", Cancellation)).Records).Fields;
        Assert.True(fields.Single(field => field.Name == "Hausnummer").IsMarkedAbsent);
        Assert.False(fields.Single(field => field.Name == "Strasse").IsMarkedAbsent);

        var eastWest = await register.FindAsync("SEE910000000040", Cancellation);
        Assert.Contains(eastWest.Dangling, number => number.StartsWith("EEG", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_supplier_comes_with_its_roles_and_a_deleted_unit_with_what_is_left_of_it()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        await bed.ImportAsync(Zips.Sample);
        var register = new MastrRegister(bed.Store);

        Assert.Contains((await register.FindAsync("SEM900000000669", Cancellation)).Linked, record => record.Kind == "MarktakteureUndRollen");
        Assert.Equal("GeloeschteUndDeaktivierteEinheiten", Assert.Single((await register.FindAsync("SEE910000000514", Cancellation)).Records).Kind);
        Assert.Empty((await register.FindAsync("SEE900000000000", Cancellation)).Records);
    }

    [Fact]
    public async Task The_state_says_what_there_is()
    {
        await using var bed = await ImportBed.OpenAsync(database);
        var states = new MastrStates(bed.Store);
        Assert.Null(await states.CurrentAsync(Cancellation));

        await bed.ImportAsync(Zips.Sample);
        var state = await states.CurrentAsync(Cancellation);

        Assert.Equal(("Gesamtdatenexport_20260131_25.2.zip", new DateOnly(2026, 1, 31), ""), (state!.Source, state.ExportDate, state.Loading));
        Assert.Equal((5L, 6L), (state.Counts["EinheitenSolar"], state.Counts["Lokationen"]));
    }

    [Theory]
    [InlineData("SEE910000000019", "")]
    [InlineData("SEM900000000669LT", "")]
    [InlineData("SEE910000000018", "check digit")]
    [InlineData("SEE91234567890", "twelve digits")]
    public void What_was_typed_wrong_is_said(string number, string doubt)
    {
        var said = MastrNumber.Doubt(number);
        Assert.Equal(doubt.Length == 0, said.Length == 0);
        Assert.Contains(doubt, said, StringComparison.Ordinal);
    }
}
