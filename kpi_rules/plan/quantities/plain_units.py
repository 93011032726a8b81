"""The words that are no unit behind a number, so that all others are one without a look into any language's file.

Made of `locales/`: whatever plain word is a scale, a comparison, a time or the like in a language of Latin letters. A test asks
whether it is complete: `UPDATE_GOLDEN=1 pytest tests/plan/test_words.py` writes it anew.
"""

from __future__ import annotations

NO_UNITS = frozenset(
    """
    a ab abbassare abnahme about above abr abril acht achttien achtzehn achtzig additional af afname against
    agosto al alla alle aller allo almeno almost als am an and anderhalf anderhalve anderthalb annual annuale
    annuali annually annuel annuelle annuels annuo anstieg anuais anual anuales ao aout approssimativamente
    approx approximately approximativement apr april aprile aprox aproximadamente around aspirational at au
    aucun aucune auf aug augmentation augmenter august augustus aumentar aumentare aumento avant avr avril b
    baisse baisser baixar bajada bajar before below besparing better between beziehungsweise bijna bilione
    bilioni biljoen billion billionen billions billones binnen bis bj bln bn boekjaar boost boven but by ca cada
    calo cannot casi catorce catorze cem centenas centinaia cento cero chaque che cien ciento cientos cinco
    cincuenta cinq cinquanta cinquante cinquantotto cinquantun cinquantuno cinque cinquenta circa comparado
    compared contre contro crecer crecimiento crescer crescere crescimento crescita croissance crore crores
    cuarenta cuatro cuatrocientas cuatrocientos cut cuts da dagelijks daily dal daling dallo dan das de deadline
    dec december decembre decline decrease decreased decreases decreasing degli dei del della delle der dertien
    dertig des descenso desde deux dez dezanove dezasseis dezassete dezember dezembro dezenove dezesseis
    dezessete dezoito di diaria diario diarios dic dicembre diciannove diciassette diciembre diciotto dieci
    diecinueve dieciocho dieciseis diecisiete dienstag diez dimanche dimezzamento dimezzare diminuer diminuir
    diminuire diminution diminuzione dinsdag disminuir dix do doblar dobrar doce docena docenas dodici dois
    domenica domingo donderdag donnerstag dos doscientas doscientos double doubled doublement doubler doubling
    douzaine douzaines douze down doze dozen dozens dozijn dozzina dozzine drei dreieinhalb dreizehn drie
    driemaandelijks drop du duas due duizend duplicado duplicar during dutzend duzentas duzentos e each ed een
    eight eighteen eighty ein eind einde eine eineinhalb einem einen einer eines eins einsparen einsparung
    ejercicio el elevar eleven elf elke em en end ende ene enero entre entro environ eoy equals er esattamente
    esercizio est estimated et etwa every exact exactamente exactement exactly exakt exatamente exceed exceeding
    exceeds except exercice expand expansion extra ezer fach fall fast faster feb febbraio feber febrero februar
    februari february fev fevereiro fevrier fewer fifteen fifty fin fine fiscal five fois fold for forty four
    fourfold fourteen fourty fr fra freitag fri friday from fuenf fy gain geen genau gennaio giornalieri
    giornaliero giu giugno gj gleich grand groei groeien grow growing grows growth halbieren halbierung halve
    halved halveren halvering halving hasta hausse hebdomadaire higher hoechstens hoger honderd hoogstens hourly
    huit huitante hundert hundred hundreds i ideally iedere il im improve improvement improves in increase
    increased increases increasing incrementar incrementare incremento innerhalb interanual ish jaareinde
    jaarlijks jahresende jamais jan janeiro januar januari january janv janvier je jede jeden jedes jeudi jueves
    juil juillet juin jul julho juli julio july jun june junho juni junio juta k keer kein keine keur kk kleiner
    knapp l la lac lacs lager lakh lakhs latest le less lift lower lug luglio lundi lunes m ma maal maandag
    maandelijks maart maerz mag maggio mai maio mais mal mar march marco mardi mars martes marzo massimo max
    maxi maximaal maximal maximum may maybe mayo md mds medio meer mehr mei meio mejora mejorar melhorar
    melhoria meno menos mensais mensal mensile mensili mensual mensuales mensuel mensuelle mensuels mercredi
    meur mezzo mi mia migliaia miglioramento migliorare mil mila milhao milhares milhoes miliar miliard miliardi
    miliardo miliardy milion milione milioni miliony miljard miljarder miljoen miljon miljoner mill millardo
    mille milliard milliarde milliarden milliarder milliards millier milliers million millionen millioner
    millions millon millones milyar milyon min mind minder mindestens mindestwert mini minimaal minimal minimise
    minimize minimo minimum minstens minus mio mittwoch mld mln mn mo moins mom mon monatlich monday montag
    monthly more mrd mrds mrt mrz naar nahezu nd nearly negen negentien negentig neither nel nenhum nenhuma
    nessun nessuno neuf neun neunzehn neunzig never nicht nie niedriger niet nil nine nines nineteen ninety
    ninguno no nobody non nonante none nooit nor not nov novanta novantotto novantun novantuno nove novecientas
    novecientos november novembre novembro noventa noviembre nueve nul null nunca o obergrenze oberhalb ochenta
    ocho ochocientas ochocientos oct october octobre octubre oder of ogni ohne oitenta oito okt oktober oltre on
    onder one ongeveer onze op oppure or ott ottanta ottantotto ottantun ottantuno otto ottobre ou outubro over
    par para pas pct pending per percent percento percnt perhaps plafond plus por porcento porciento pour
    pourcent pp pps ppt ppts prct precent precies precisely presque pressappoco pro probably procent procentpunt
    procentpunten progression prozent prozentpunkt prozentpunkte prozentpunkten puis qoq quadruple quaranta
    quarante quarantotto quarantun quarantuno quarenta quarta quartalsweise quarterly quase quasi quatorze
    quatre quatro quatrocentas quatrocentos quattordici quattro que queda quince quindici quinhentas quinhentos
    quinientas quinientos quinta quinze quotidien raddoppiare raddoppio raise rd re reduce reduced reduces
    reducing reducir reduction reduktion reduzieren reduzierung reduzir respectively ribu ridurre riduzione rise
    rises rond roughly rund sa sabato samedi samstag sans sat saturday saving savings sechs sechzehn sechzig
    sedici segunda sei seis seiscientas seiscientos seize sem semanais semanal semanales senken senkung senza
    sep sept septante september septembre septiembre sesenta sessanta sessantotto sessantun sessantuno sessenta
    set sete setecientas setecientos setembro setenta setiembre settanta settantotto settantun settantuno sette
    settembre settimanale settimanali seven seventeen seventy sexta shorten shrink sieben siebzehn siebzig siete
    sin six sixteen sixty slower so sobre soit soixante some sonnabend sonntag sopra sotto sous sowie st ste
    steigern steigerung stijging stretch su subida subir sun sunday sur tachtig tausend tbc tbd tegen ten
    tenminste teur th than then thirteen thirty thou thousand thousands three threefold through thsd thu thurs
    thursday tien till time times to toename tops tot towards tra tre treble trece tredici treinta treize trenta
    trente trentotto trentun trentuno tres trescientas trescientos treze trezentas trezentos trillion trillions
    trimestrais trimestral trimestrale trimestrales trimestrali trimestriel trinta triple tripled tripler
    triplicar triplicare trn trois tsd tue tues tuesday tusen tusind tussen twaalf twee twelve twenty twintig
    two twofold tys u uit uiterlijk um uma umas un una unas und under undici une uno unos uns unter untergrenze
    unterhalb until up uplift van vanaf veces veertien veertig veinte veinticinco veinticuatro veintidos
    veintinueve veintiocho veintiseis veintisiete veintitres veintiuna veintiuno vendredi venti ventotto ventun
    ventuno verbessern verbesserung verbeteren verbetering verdoppeln verdoppelt verdoppelung verdopplung
    verdreifachen verdreifachung verdrievoudigen verdubbelen verdubbeling vergeleken vergleich verglichen
    verhogen verhoging verlagen verlaging verminderen vermindering verringern verringerung versus vez vezes vier
    viernes vierzehn vierzig vijf vijftien vijftig vingt vinte vj volta volte von voor vor vorjahr vr vrijdag vs
    wachsen wachstum wed wednesday weekly wekelijks weniger wenigstens wirtschaftsjahr within without wo
    woensdag wow x y yearly yoy za zaterdag zehn zero zes zestien zestig zeven zeventien zeventig zirka zo
    zondag zonder zum zumindest zunahme zuwachs zwanzig zwei zweieinhalb zwischen
    """.split()  # noqa: SIM905  # a list of its words would be as long as the file of a language
)
